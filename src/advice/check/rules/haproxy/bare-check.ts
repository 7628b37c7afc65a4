/** HAP-CHK-2: an application that hangs passes its check. */
import { has, hasOption, isTcp } from '../../haproxy/config.ts';
import { example, type HaproxyRule, manual, ofHaproxy, shared } from './about.ts';

export const bareCheck: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-CHK-2',
  severity: 'warning',
  title: 'the check only asks whether the port is open',
  when: 'Servers of an HTTP backend have `check`, and the backend has no `option httpchk` or other check of an application.',
  failure:
    'A server that hangs, loads its model or answers 500 still takes connections: it stays in, and its share of calls fails.',
  before: example({}),
  after: example({ back: 'option httpchk GET /health' }),
  source: manual('option httpchk'),
  *find(config) {
    for (const { back, servers } of shared(config)) {
      const [server] = servers.filter((one) => has(one, 'check'));
      const asks = ['httpchk', 'external-check', 'ssl-hello-chk', 'tcp-check', 'ldap-check'].some((name) =>
        hasOption(back, name),
      );
      if (server === undefined || asks || isTcp(back)) continue;
      yield {
        place: server.place,
        message: `checks of ${back.name} only open a connection`,
        fix: 'option httpchk GET /health',
      };
    }
  },
};
