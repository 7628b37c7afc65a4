/** ENV-RET-1: each broken connection is the caller’s failure. */
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

export const noRetries: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-RET-1',
  severity: 'warning',
  title: 'nothing is tried again',
  when: 'A route has no `retry_policy`, nor has its virtual host.',
  failure:
    'A connection that the backend closes just then, or a pod that is being replaced, is a 503 for the caller, though nothing was done yet.',
  before: bootstrap([/ {28}retry_policy.*\n/, '']),
  after: bootstrap(),
  source: manual('Router, retry_policy: none by default'),
  *find({ routes }) {
    for (const { retries, place, clusterName } of routes) {
      if (retries !== undefined) continue;
      yield {
        place,
        message: `calls to ${clusterName} are not tried again, not even those that were never sent`,
        fix: 'retry_policy: { retry_on: "connect-failure,refused-stream,reset-before-request", num_retries: 2 }',
      };
    }
  },
};
