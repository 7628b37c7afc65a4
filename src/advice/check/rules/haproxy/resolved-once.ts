/** HAP-DNS-1: a name is resolved when HAProxy starts, and never again. */
import { has } from '../../haproxy/config.ts';
import { kindOf } from '../../host.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

const fix = 'resolvers dns init-addr last,libc,none';
const section = 'resolvers dns\n    parse-resolv-conf';

export const resolvedOnce: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-DNS-1',
  severity: 'warning',
  title: 'a name is resolved once and never again',
  when: 'A server is given by its host name and has no `resolvers`.',
  failure:
    'When its address changes, calls go to the old one: 503 until HAProxy is reloaded. Nor does HAProxy start while DNS fails.',
  before: example({ servers: 'server one llm.example.com:8000 check' }),
  after: `${section}\n${example({ servers: `server one llm.example.com:8000 check ${fix}` })}`,
  source: manual('resolvers', 'init-addr'),
  *find({ ways }) {
    for (const { servers } of ways)
      for (const server of servers) {
        if (!['public', 'internal'].includes(kindOf(server.address)) || has(server, 'resolvers')) continue;
        yield {
          place: server.place,
          message: `${server.address} is resolved when HAProxy starts and never again`,
          fix: `${fix} # at the end of this line; and once, outside of all sections:\n${section}`,
        };
      }
  },
};
