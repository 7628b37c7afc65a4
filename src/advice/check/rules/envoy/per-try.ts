/** ENV-TMO-3: a retry that never comes. */
import { timeText } from '../../duration.ts';
import { perTryOf, wholeOf } from '../../envoy/clocks.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

export const perTry: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-TMO-3',
  severity: 'warning',
  title: 'a try may take longer than the whole call',
  when: '`per_try_timeout` is set, and not below the route’s `timeout`.',
  failure: 'The call is over before the first try is: there is never time for another one.',
  before: bootstrap(['timeout: 0s', 'timeout: 600s'], ['num_retries: 2', 'num_retries: 2, per_try_timeout: 600s']),
  after: bootstrap(['timeout: 0s', 'timeout: 600s'], ['num_retries: 2', 'num_retries: 2, per_try_timeout: 200s']),
  source: manual('RetryPolicy, per_try_timeout'),
  *find({ routes }) {
    for (const route of routes) {
      const [tries, whole] = [perTryOf(route), wholeOf(route)];
      if (tries === null || whole === null || tries.isDefault || whole.value > tries.value) continue;
      yield {
        place: tries.place,
        message: `a try may take ${timeText(tries.value)}, and the whole call ${timeText(whole.value)}`,
        fix: `per_try_timeout of less than ${timeText(whole.value)}`,
        related: [whole.place],
      };
    }
  },
};
