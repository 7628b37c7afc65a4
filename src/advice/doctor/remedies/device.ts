/** Remedies on the device itself: its switches, its clock, its browser. */
import type { RemedyRow } from './remedy-row.ts';

export const deviceRemedies = {
  go_online: {
    text: 'Connect this device to a network.',
    cost: 'a click',
    helps: ['no_link', 'no_route'],
    steps: {
      linux: ['nmcli networking on && nmcli radio wifi on', 'Or plug the cable in.'],
      mac: ['Menu bar → Wi-Fi → on, and choose a network.', 'Flight mode and cables: System Settings → Network.'],
      windows: ['Taskbar → network symbol → flight mode off, Wi-Fi on, choose a network.'],
    },
    changes: 'The device goes online.',
  },
  sign_in_network: {
    text: 'Sign in to this network.',
    cost: 'a click',
    helps: ['portal', 'elsewhere'],
    steps: [
      'Open http://neverssl.com (or any other http:// page) in a browser: the sign-in page of the network appears.',
      'No page? Switch Wi-Fi off and on again.',
    ],
    changes: 'The operator of the network learns that this device is there.',
  },
  set_clock: {
    text: 'Set the clock of this device automatically.',
    cost: 'a setting',
    helps: ['clock_wrong', 'clock_off', 'tls_clock', 'tls_not_yet'],
    steps: {
      linux: ['sudo timedatectl set-ntp true'],
      mac: ['System Settings → General → Date & Time → Set time and date automatically: on.'],
      windows: ['Settings → Time & language → Date & time → Set time automatically: on → Sync now.'],
    },
    changes: 'The clock jumps to the right time.',
  },
  fresh_copy: {
    text: 'Remove the stored copies of these pages.',
    cost: 'a click',
    helps: ['stale_page'],
    steps: ['Press “Remove stored copies” at the end of the doctor’s page, then load the page again.'],
    changes: 'Pages are loaded anew once. Conversations and drafts stay.',
  },
  normal_window: {
    text: 'Use a normal window, and let this site keep data.',
    cost: 'a click',
    helps: ['keeps_nothing'],
    steps: ['Open this site in a window that is not private; let the browser keep its cookies and site data.'],
    changes: 'Drafts and conversations outlive the tab.',
  },
  private_window: {
    text: 'Try a private window: no add-ons, no old cookies.',
    cost: 'a click',
    helps: ['headers_too_large', 'redirect_loop', 'extension_blocks', 'denied', 'sign_in', 'blocker', 'heavy_cookies'],
    steps: {
      chrome: 'Ctrl+Shift+N (Mac: ⌘+Shift+N)',
      edge: 'Ctrl+Shift+N (Mac: ⌘+Shift+N)',
      firefox: 'Ctrl+Shift+P (Mac: ⌘+Shift+P)',
      safari: '⌘+Shift+N',
    },
    changes: 'Nothing: it is gone when you close it.',
  },
  clear_site: {
    text: 'Clear the cookies and the cache of this one site.',
    cost: 'a setting',
    helps: ['headers_too_large', 'redirect_loop', 'sign_in', 'heavy_cookies'],
    steps: {
      chrome: 'Symbol left of the address → Cookies and site data → Manage → bin beside {host}; reload.',
      edge: 'Lock left of the address → Cookies and site data → Cookies → {host} → Remove; reload.',
      firefox: 'Lock left of the address → Clear cookies and site data …; reload.',
      safari: 'Settings → Privacy → Manage Website Data … → search {host} → Remove; reload.',
    },
    changes:
      'It signs you out of this site and removes old copies of its pages. Drafts kept by the site on this device go as well.',
  },
  extensions_off: {
    text: 'Switch the browser’s add-ons off, one by one.',
    cost: 'a setting',
    helps: ['extension_blocks', 'blocker'],
    steps: {
      chrome: 'Open chrome://extensions and switch off ad and script blockers first.',
      edge: 'Open edge://extensions and switch off ad and script blockers first.',
      firefox: 'Open about:addons and switch off ad and script blockers first, or Menu → Help → Troubleshoot Mode.',
      safari: 'Settings → Extensions → untick blockers first.',
    },
    changes: 'What the add-on did (such as hiding advertising) is off while it is off.',
  },
  update_browser: {
    text: 'Update the browser.',
    cost: 'a while',
    helps: ['old_browser', 'tls_refused'],
    steps: {
      chrome: 'Open chrome://settings/help: it updates by itself; restart it.',
      edge: 'Open edge://settings/help: it updates by itself; restart it.',
      firefox: 'Menu → Help → About Firefox; restart it.',
      safari: 'System Settings → General → Software Update.',
    },
    changes: 'Open pages are loaded again after the restart.',
  },
  scanner_exception: {
    text: 'Tell the virus scanner to leave this site alone.',
    cost: 'a setting',
    helps: ['stream_one_late', 'stream_held', 'tls_filter'],
    steps: [
      'In the virus scanner: settings of web protection (“HTTPS scanning”, “web shield”) → exceptions → add {host}.',
    ],
    changes: 'The scanner no longer looks into what this one site sends.',
  },
} as const satisfies Record<string, RemedyRow>;
