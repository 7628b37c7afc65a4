/** ENV-BUF-1: long prompts are never tried again. */
import { sizeText } from '../../duration.ts';
import { numberAt } from '../../yaml/tree.ts';
import { promptBytes } from '../../streams.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

export const smallReplay: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-BUF-1',
  severity: 'advice',
  title: 'long prompts are never tried again',
  when: 'A route of streams with a `retry_policy` keeps less than 10 MB of a request: `per_request_buffer_limit_bytes` of the route, else `per_connection_buffer_limit_bytes` of the cluster (1 MiB by default).',
  failure:
    'A request that does not fit is not retried (retry_or_shadow_buffer_limit): long chats and pictures fail where short ones are saved.',
  before: bootstrap([/ {28}per_request_buffer.*\n/, '']),
  after: bootstrap(),
  source: manual('Route, per_request_buffer_limit_bytes; Cluster, per_connection_buffer_limit_bytes: 1 MiB'),
  *find({ routes }) {
    for (const { retries, action, cluster, streams, place } of routes) {
      if (retries === undefined || streams === null) continue;
      const bytes =
        numberAt(action, 'per_request_buffer_limit_bytes') ??
        numberAt(cluster?.tree, 'per_connection_buffer_limit_bytes') ??
        1024 ** 2;
      if (bytes >= promptBytes) continue;
      yield {
        place,
        message: `requests of more than ${sizeText(bytes)} are not tried again (${streams})`,
        fix: 'per_request_buffer_limit_bytes: 33554432',
      };
    }
  },
};
