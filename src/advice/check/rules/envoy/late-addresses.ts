/** ENV-DNS-1: a new address is learned late. */
import { timeText } from '../../duration.ts';
import { durationAt } from '../../envoy/clocks.ts';
import { entryAt, textAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

/** The TTL that providers and load balancers of clouds give their names. */
const mostMs = 60_000;

export const lateAddresses: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-DNS-1',
  severity: 'warning',
  title: 'a new address is learned late',
  when: '`dns_refresh_rate` of a cluster of names is over 60 s, and `respect_dns_ttl` is not set.',
  failure: 'After a move or a failover by DNS calls go to an address where nobody is: 503 until the next look-up.',
  before: bootstrap(['type: STRICT_DNS', 'type: STRICT_DNS\n      dns_refresh_rate: 300s']),
  after: bootstrap(['type: STRICT_DNS', 'type: STRICT_DNS\n      dns_refresh_rate: 300s\n      respect_dns_ttl: true']),
  source: manual('Cluster: dns_refresh_rate is 5 s by default; with respect_dns_ttl the TTL of the answer counts'),
  *find({ clusters }) {
    for (const { name, tree, place } of clusters) {
      const everyMs = durationAt(tree, ['dns_refresh_rate']);
      const isOfNames = /^(?:STRICT|LOGICAL)_DNS$/i.test(textAt(tree, 'type') ?? '');
      if (!isOfNames || everyMs === null || everyMs <= mostMs || textAt(tree, 'respect_dns_ttl') === 'true') continue;
      yield {
        place: entryAt(tree, 'dns_refresh_rate')?.place ?? place,
        message: `the addresses of ${name} are looked up every ${timeText(everyMs)}, whatever their TTL says`,
        fix: 'respect_dns_ttl: true',
      };
    }
  },
};
