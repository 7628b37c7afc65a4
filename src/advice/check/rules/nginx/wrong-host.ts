/** NGX-SSL-3: a provider is asked for a host that is not its own. */
import { inForce } from '../../nginx/config.ts';
import { hostName } from '../../host.ts';
import { reachedBy } from '../../nginx/reached.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const pass = 'https://api.example.com';

export const wrongHost: NginxRule = {
  ...ofNginx,
  id: 'NGX-SSL-3',
  severity: 'warning',
  title: 'a public host is asked for another host',
  when: 'A route leads to a public host name and sends the caller’s `Host`, or the name of the upstream block.',
  failure: 'The provider’s edge does not know the host: 421, 404 or 403 for every call.',
  before: example({ pass, route: 'proxy_set_header Host $host;' }),
  after: example({ pass, route: 'proxy_set_header Host api.example.com;' }),
  source: manual('proxy', 'proxy_set_header'),
  *find({ routes }) {
    for (const route of routes) {
      const reached = reachedBy(route).find(({ kind }) => kind === 'public');
      if (reached === undefined) continue;
      const headers = inForce(route.whole, route.pass.parent, 'proxy_set_header');
      const host = headers.find(({ words }) => words[0]?.text.toLowerCase() === 'host');
      const sent = host?.words[1]?.text ?? (route.upstream === null ? '$proxy_host' : route.host);
      if (
        sent === '$proxy_host'
          ? route.upstream === null
          : !/^\$(?:http_)?host$|^\$server_name$/.test(sent) && sent !== route.upstream?.name
      )
        continue;
      yield {
        place: host?.place ?? route.pass.place,
        message: `${reached.address} is asked for the host "${sent}"`,
        fix: `proxy_set_header Host ${hostName(reached.address)};`,
        related: [reached.place],
      };
    }
  },
};
