/** XSYS-5: a health check that asks for the wrong thing. */
import type { Neighbours } from '../../chain.ts';
import type { Rule } from '../../rule.ts';

/** What this gateway answers to: the one says whether it takes calls, the other that it lives. */
const ours = new Set(['/readyz', '/healthz']);

/** Among manifests of all kinds only those that say so are about the gateway. */
const mayBeOurs = ({ system, name }: Neighbours['outer']): boolean => system !== 'kubernetes' || /gateway/i.test(name);

const page = (path: string): string => `# haproxy.cfg
backend gateways
    option httpchk GET ${path}
    server one 10.0.0.1:5020 check
    server two 10.0.0.2:5020 check
# good-gateway.yaml
upstreams: { main: { url: "https://api.example.com/v1" } }
`;

export const healthPath: Rule<Neighbours> = {
  id: 'XSYS-5',
  severity: 'warning',
  system: 'chain',
  title: 'a health check asks for the wrong thing',
  when: 'The outer hop checks a good-gateway by another path than `/readyz` or `/healthz` (of workloads those with `gateway` in their name are looked at), or it checks pods by another path than their `readinessProbe`.',
  failure:
    'A path that depends on a provider or on a key takes all instances out at once when that one fails; one that always answers goes on sending calls to an instance that is leaving.',
  before: page('/v1/models'),
  after: page('/readyz'),
  source: 'Google SRE book, Addressing cascading failures: a check of one’s own state, not of what stands behind',
  versions: 'all',
  *find({ outer, inner }) {
    const { asks } = outer;
    if (asks === undefined) return;
    if (inner.system === 'good-gateway') {
      if (ours.has(asks.value) || !mayBeOurs(outer)) return;
      yield {
        place: asks.place,
        message: `${outer.name} is told by ${asks.value} whether good-gateway is well: only /readyz says whether it takes calls, whatever its upstreams do`,
        fix: `/readyz in the place of ${asks.value} in ${outer.root}`,
      };
      return;
    }
    if (inner.system !== 'kubernetes' || outer.system === 'kubernetes') return;
    if (inner.asks === undefined || inner.asks.value === asks.value) return;
    yield {
      place: asks.place,
      message: `${outer.system} asks for ${asks.value} (${asks.name}), Kubernetes for ${inner.asks.value} (${inner.asks.name}): they may not agree on who takes calls`,
      fix: `${inner.asks.value} in the place of ${asks.value} in ${outer.root}`,
      related: [inner.asks.place],
    };
  },
};
