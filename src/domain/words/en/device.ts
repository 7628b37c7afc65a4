/** Words for what stops a call before it reaches any gateway: on the device, or on the way out of the house. */
import type { CauseWords } from '../index.ts';
import { usually } from './phrases.ts';

const did = 'Nothing: the call never reached a gateway.';

const safe = {
  message: 'Your message has not left your device. Copy it before you reload the page, and nothing is lost.',
  data: 'Yes. Nothing was sent to anybody.',
  account: 'No. Nobody has even seen this try.',
} as const satisfies CauseWords['safe'];

export const deviceWords = {
  no_internet: {
    title: 'This device is not online',
    happened: 'The device that asked has no working way to the internet.',
    did,
    caller: [
      'Open another site. If that fails as well, nothing is wrong with the AI service.',
      'Switch Wi-Fi off and on, or use another network such as a phone’s.',
      'Check that flight mode is off, and switch a VPN off for a try.',
    ],
    operator: ['Nothing to do: no request arrived.'],
    usually: 'Until the connection is back: seconds after a change of network, longer when the line itself is down.',
    safe,
  },
  captive_portal: {
    title: 'The Wi-Fi wants a sign-in first',
    happened: 'The network wants you to sign in or accept its terms before it lets anything through.',
    did,
    caller: [
      'Open `http://neverssl.com` or any other plain `http://` page: the sign-in page of the network appears.',
      'Or use another network, such as a phone’s.',
    ],
    operator: ['Nothing to do: no request arrived.'],
    usually: 'Until somebody signs in on that network; some networks ask again after some hours.',
    safe,
  },
  blocked_on_device: {
    title: 'Something on the device blocked it',
    happened: 'Something on the device that asked, such as an add-on of the browser, stopped the request.',
    did,
    caller: [
      'Try a private window: add-ons are off there, as a rule. If that works, switch add-ons off one by one.',
      'Look whether an ad blocker, a virus scanner or parental controls list the site, and allow it there.',
    ],
    operator: ['If many meet it: paths that look like advertising or tracking (`/ads`, `/track`) set blockers off.'],
    usually: 'It stays until the setting on the device is changed.',
    safe,
  },
  sign_in_expired: {
    title: 'The sign-in has run out',
    happened: 'The site no longer knows who is asking, because the sign-in is too old.',
    did,
    caller: [
      'Copy your message, load the page again and sign in.',
      'If that goes round in circles, clear the cookies and cache of this one site: it signs you out and removes old pages.',
    ],
    operator: ['If it hits many at once: a changed signing secret or a wrong clock makes all sessions invalid.'],
    usually: usually.untilChanged,
    safe: {
      message: 'Your message was not taken in. Copy it before you sign in again, and nothing is lost.',
      data: 'Yes. Asking for a new sign-in protects it.',
      account: 'No. Sign-ins run out by design.',
    },
  },
} as const satisfies Record<string, CauseWords>;
