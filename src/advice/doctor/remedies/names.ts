/** Remedies for the address book. */
import type { RemedyRow } from './remedy-row.ts';

const browsersOwn =
  'Browsers keep their own: Chrome chrome://net-internals/#dns → Clear host cache; Firefox about:networking#dns → Clear DNS Cache.';

export const nameRemedies = {
  flush_dns: {
    text: 'Make this device forget the addresses it remembers.',
    cost: 'a command',
    helps: ['dns_stale', 'dns_no_name', 'dns_not_known', 'dns_failing'],
    steps: {
      linux: ['sudo resolvectl flush-caches   # or: sudo nscd -i hosts. Other systems keep none.', browsersOwn],
      mac: ['sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder', browsersOwn],
      windows: ['ipconfig /flushdns', browsersOwn],
    },
    changes: 'Names are looked up anew: the first page takes a moment longer.',
  },
  mend_hosts: {
    text: 'Take the name out of the hosts file.',
    cost: 'a command',
    helps: ['hosts_file'],
    steps: {
      linux: ['sudoedit /etc/hosts   # delete or comment out the line with {host}'],
      mac: ['sudo nano /etc/hosts   # delete or comment out the line with {host}'],
      windows: ['Notepad as administrator → C:\\Windows\\System32\\drivers\\etc\\hosts → delete the line with {host}'],
    },
    changes: 'The name leads where everybody else finds it. Somebody may have set the line on purpose.',
  },
  other_resolver: {
    text: 'Use another address book: 1.1.1.1 (Cloudflare), 8.8.8.8 (Google), 9.9.9.9 (Quad9) or 208.67.222.222 (OpenDNS).',
    cost: 'a command',
    helps: ['dns_silent', 'dns_failing', 'dns_blocked', 'dns_sunk', 'dns_lies', 'dns_slow', 'dns_stale'],
    steps: {
      linux: [
        'resolvectl dns "$(ip route show default | sed -n \'s/.* dev \\([^ ]*\\).*/\\1/p\' | head -1)" 1.1.1.1 9.9.9.9',
      ],
      mac: ['networksetup -setdnsservers Wi-Fi 1.1.1.1 9.9.9.9   # back: networksetup -setdnsservers Wi-Fi empty'],
      windows: [
        'Settings → Network & internet → your connection → DNS server assignment → Edit → Manual: 1.1.1.1, 9.9.9.9',
      ],
    },
    changes:
      'That company sees which names this device asks for. Names known only inside a company’s network stop working.',
  },
} as const satisfies Record<string, RemedyRow>;
