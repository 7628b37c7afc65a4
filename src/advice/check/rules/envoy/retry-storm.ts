/** ENV-RET-2: retries that feed an outage. */
import { entryAt, itemsAt, textAt, treeAt } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

export const retryStorm: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-RET-2',
  severity: 'warning',
  title: 'retries without a budget, at the same host',
  when: '`retry_on` has `5xx` or `gateway-error`, and the cluster has no `retry_budget`, or the policy no `retry_host_predicate`.',
  failure:
    'When backends fail under load, each call is sent several times, perhaps to the same host: the outage feeds itself.',
  before: bootstrap(['"connect-failure,refused-stream"', '5xx']),
  after: bootstrap(
    [
      '{ retry_on: "connect-failure,refused-stream",',
      '{ retry_on: 5xx, retry_host_predicate: [{ name: envoy.retry_host_predicates.previous_hosts }],',
    ],
    ['thresholds: [{ ', 'thresholds: [{ retry_budget: { budget_percent: { value: 20 } }, '],
  ),
  source: manual('Circuit breakers, retry_budget; Router, retry_host_predicate'),
  *find({ routes }) {
    for (const { retries, cluster, place } of routes) {
      if (!/\b(?:5xx|gateway-error)\b/.test(textAt(retries, 'retry_on') ?? '')) continue;
      const thresholds = itemsAt(cluster?.tree, 'circuit_breakers', 'thresholds');
      const hasBudget = cluster === null || thresholds.some((each) => treeAt(each, 'retry_budget') !== undefined);
      const isElsewhere = treeAt(retries, 'retry_host_predicate') !== undefined;
      if (hasBudget && isElsewhere) continue;
      const lacks = [...(hasBudget ? [] : ['no retry_budget']), ...(isElsewhere ? [] : ['no retry_host_predicate'])];
      yield {
        place: entryAt(retries, 'retry_on')?.place ?? place,
        message: `calls that failed are sent again, with ${lacks.join(' and ')}`,
        fix: 'retry_host_predicate: [{ name: envoy.retry_host_predicates.previous_hosts }]   # in the policy\nretry_budget: { budget_percent: { value: 20 } }   # in the thresholds of the cluster',
      };
    }
  },
};
