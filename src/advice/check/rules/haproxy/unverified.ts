/** HAP-SSL-2: anybody in between can read the prompts. */
import { after, has } from '../../haproxy/config.ts';
import { kindOf } from '../../host.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

const server = 'server one api.example.com:443 resolvers dns ssl sni str(api.example.com)';

export const unverified: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-SSL-2',
  severity: 'warning',
  title: 'the certificate of a public host is not checked',
  when: 'A server with `ssl` and a public host name has `verify none`.',
  failure:
    'Who sits in between, or whoever owns the address after a change of DNS, gets prompts and keys, and nobody notices.',
  before: example({ servers: `${server} verify none` }),
  after: example({ servers: `${server} verify required ca-file @system-ca verifyhost api.example.com` }),
  source: manual('verify (server)'),
  *find({ ways }) {
    for (const { servers } of ways)
      for (const one of servers) {
        if (!has(one, 'ssl') || kindOf(one.address) !== 'public' || after(one, 'verify') !== 'none') continue;
        yield {
          place: one.place,
          message: `the certificate of ${one.address} is not checked`,
          fix: 'verify required ca-file @system-ca # instead of verify none',
        };
      }
  },
};
