/** Words for causes as the one who asks meets them, where a gateway's words would be wrong; and advice for those who look after connections. */
import type { CauseCode } from '../../cause.ts';

export interface AskerWords {
  readonly happened: string;
  readonly caller: readonly string[];
}

const otherNetwork = 'Try another network, such as a phone’s: if that works, the fault is in your network.';
const vpnOff = 'Switch VPN, proxy and antivirus filters off for a try.';

const siteFails = [
  'Copy your message, wait a minute, then load the page or send it again.',
  'Look at the service’s status page. If others meet it too, it is not you: waiting is all there is to do.',
  'If only you meet it: try a private window, another device or another network, and clear the cache of that one site.',
] as const;

/** Seen from a browser or a program of one's own. */
export const askerWords: Partial<Record<CauseCode, AskerWords>> = {
  dns_error: {
    happened: 'Your device looked up the address of the site, and the answer was that there is none.',
    caller: [
      'Check the address for a typing error, then open another site.',
      'Restart the router, or set another resolver: 1.1.1.1 (Cloudflare), 8.8.8.8 (Google), 9.9.9.9 (Quad9).',
      'Forget old answers: `ipconfig /flushdns` (Windows), `sudo dscacheutil -flushcache; sudo killall -HUP mDNSResponder` (Mac), `resolvectl flush-caches` (Linux).',
      otherNetwork,
    ],
  },
  dns_timeout: {
    happened: 'Your device asked for the address of the site and got no reply in time.',
    caller: [
      'Open another site: if that fails as well, restart the router.',
      'Set another resolver: 1.1.1.1 (Cloudflare), 8.8.8.8 (Google), 9.9.9.9 (Quad9).',
      vpnOff,
    ],
  },
  destination_ip_unroutable: {
    happened: 'Your network found no way to the site.',
    caller: ['Open another site.', vpnOff, otherNetwork],
  },
  connection_timeout: {
    happened: 'Your device called the site and heard nothing back, not even a refusal.',
    caller: ['Open another site: if that works, the site or a filter on the way is at fault.', vpnOff, otherNetwork],
  },
  connection_reset: {
    happened: 'The line between your device and the site was cut.',
    caller: ['Try it again. If it stays, try another network.', vpnOff],
  },
  connection_refused: {
    happened: 'The machine of the site answered, but nothing there was ready to talk.',
    caller: [
      'Wait a moment and try again. If you run the server yourself, check that it is started and which port it uses.',
      'Compare host and port in the address with the right ones.',
    ],
  },
  forward_proxy_failed: {
    happened: 'A proxy between your device and the site did not let the request through.',
    caller: [
      'Switch the proxy or VPN off for a try, if it is yours to switch.',
      'Check the proxy settings of the system, and `HTTPS_PROXY` and `NO_PROXY` for programs.',
    ],
  },
  tls_certificate_error: {
    happened: 'Your device could not be sure that it was talking to the real site, so it hung up.',
    caller: [
      'Do not click the warning away. Check date and time of the device first.',
      'On a Wi-Fi with a sign-in page, sign in first. Then try another network.',
      'At work, ask your IT whether encrypted traffic is inspected.',
    ],
  },
  tls_protocol_error: {
    happened: 'Your device and the site could not agree on how to make the line secure.',
    caller: ['Update the browser or program, and compare `http://` and `https://` in the address.', vpnOff],
  },
  tls_alert_received: {
    happened: 'The site broke off while the secure line was being set up.',
    caller: ['Update the browser or program. If the site needs a certificate of yours, check that it is there.'],
  },
  http_protocol_error: {
    happened: 'The site answered in a way that your device cannot read safely.',
    caller: ['Load the page again. If it stays, try another browser or another network.', vpnOff],
  },
  rate_limited: {
    happened: 'More requests were sent than are allowed in this time.',
    caller: [
      'Wait for the time it names, or a minute, then go on more slowly: fewer requests at once, longer pauses.',
      'For more, ask for a larger limit or another plan.',
    ],
  },
  quota_exhausted: {
    happened: 'The allowance of the account that was used is spent.',
    caller: ['Waiting does not help: add credit, raise the spending limit, or use another account.'],
  },
  wrong_content: {
    happened: 'Where the AI service should be, something sent a web page.',
    caller: [
      'Check the base URL: that of an OpenAI client ends in `/v1`.',
      'On a Wi-Fi with a sign-in page, sign in first.',
    ],
  },
  connection_limit_reached: {
    happened: 'All the lines that may be open at once were in use.',
    caller: ['Send fewer requests at the same time, and use one client for all of them.'],
  },
  unauthorized: {
    happened: 'The request came with a key that is missing, wrong or no longer valid.',
    caller: [
      'Check the key: no blank or line end copied along, and the right provider and project.',
      'Make a new key in the provider’s console if it was revoked, and look for an old one in an environment variable.',
    ],
  },
  not_found: {
    happened: 'The address does not lead to anything there.',
    caller: ['Check the address letter by letter; the base URL of an OpenAI client ends in `/v1`.'],
  },
  request_denied: {
    happened: 'The site knows who is asking, and this is not allowed.',
    caller: ['Ask whoever gave you the access for what it lacks.', vpnOff],
  },
  request_blocked: {
    happened: 'A filter took the request for something harmful and blocked it.',
    caller: [vpnOff, 'Code or web addresses in the message can set a filter off: try without them.'],
  },
  upstream_gateway_error: {
    happened: 'The front desk of the AI service could not reach the machines behind it.',
    caller: [...siteFails],
  },
  upstream_gateway_timeout: {
    happened: 'The front desk of the AI service waited for the machines behind it and gave up.',
    caller: [...siteFails, 'If it comes back with long answers, ask for less at once.'],
  },
  upstream_error: {
    happened: 'The AI service tried to answer and failed inside.',
    caller: [...siteFails],
  },
  overloaded: {
    happened: 'The AI service has more work just now than it can do.',
    caller: [
      'Wait a minute or two, then try again; at busy hours it helps to wait longer.',
      'Look at the service’s status page.',
    ],
  },
  client_gone: {
    happened: 'The side that asked went away before the answer was there.',
    caller: [
      'If you did not close it: a short time limit in your program, a changed network or a device that slept did.',
    ],
  },
};

/** For whoever looks after the connection: the provider of the line, or the IT of a company. */
export const networkWords: Partial<Record<CauseCode, readonly string[]>> = {
  no_internet: ['Restart modem and router; see whether the line has an outage.'],
  captive_portal: ['Show the sign-in by the network’s own means (RFC 8910), so that devices find it by themselves.'],
  dns_error: [
    'Look the name up at your resolver and at a public one; if only yours fails, clear its cache or mend it.',
  ],
  dns_timeout: ['See that the resolver answers, over UDP and TCP port 53.'],
  destination_ip_unroutable: ['Trace the route to the address, over IPv4 and IPv6; broken IPv6 is the common case.'],
  connection_timeout: ['See whether a firewall drops packets to the host on port 443, in either direction.'],
  connection_reset: [
    'See whether a firewall or filter resets connections to the host, or forgets quiet ones too soon.',
  ],
  forward_proxy_failed: [
    'See the proxy’s own log for the CONNECT: 407 is a missing login, 403 a host that is not allowed.',
  ],
  tls_certificate_error: [
    'If you inspect encrypted traffic, exempt the host, or install your root certificate where programs look for it.',
  ],
  request_blocked: ['If a filter of yours blocks it, allow the host.'],
};
