/** Advice for whoever runs a site behind another proxy, where this gateway's own settings are of no use. */
import type { CauseCode } from '../../cause.ts';

const helps =
  'What usually helps: review the last change, look for slow queries and missing indexes, cache what is asked often, and add capacity before peaks.';

export const siteWords: Partial<Record<CauseCode, readonly string[]>> = {
  connection_refused: [
    'Check that the server runs and listens on that port: `ss -ltnp` on its machine, `nc -vz HOST PORT` from the proxy.',
  ],
  proxy_configuration_error: [
    'Mend the setting and reload the proxy, after its own check of the file: `nginx -t`, `haproxy -c -f FILE`.',
  ],
  connection_timeout: [
    'Check firewalls and security groups between the proxy and the server, in both directions: `nc -vz -w 5 HOST PORT` from the proxy.',
  ],
  dns_error: ['Check the name in the proxy’s configuration for a typing error, and that the record exists.'],
  destination_unavailable: [
    'See why the health checks fail: their path, their port, and what the servers answer to them.',
    'Run at least two servers in different zones, so that one down is not an outage.',
  ],
  http_response_timeout: [
    'If healthy answers take nearly as long, raise the proxy’s clock or stream. Otherwise the server is overloaded or hangs: look at its queue and its load.',
    helps,
  ],
  upstream_error: [helps],
  overloaded: ['Add servers, limit what is let in, and shed the least important first.', helps],
  connection_limit_reached: ['Add servers or workers, and raise the limit only as far as the machines can really go.'],
  too_busy: ['Add proxies, or let in less.'],
  connection_terminated: [
    'Set the server’s keep-alive time above that of everything in front of it: a resting connection that is closed just as it is used looks the same.',
  ],
  wrong_content: ['Check the address: a base URL without its path leads to the web site instead of the API.'],
  tls_protocol_error: [
    'Compare `http://` and `https://` in the proxy’s configuration with what the port really speaks.',
  ],
};
