/** GKE-1: Google’s load balancer gives up after 30 s. */
import { called } from '../../kubernetes/cluster.ts';
import { timeText } from '../../duration.ts';
import { whyStreams } from '../../streams.ts';
import { entryAt, numberAt } from '../../yaml/tree.ts';
import { type KubeRule, ofKubernetes } from './about.ts';

const leastMs = 300_000;
const backend = (spec: string): string =>
  `apiVersion: cloud.google.com/v1\nkind: BackendConfig\nmetadata: { name: llm }\nspec: ${spec}\n`;

export const gkeTimeout: KubeRule = {
  ...ofKubernetes,
  id: 'GKE-1',
  severity: 'error',
  title: 'Google’s load balancer cuts answers',
  when: 'A BackendConfig of models or streams (by its name) has no `timeoutSec`, or one below 300.',
  failure:
    'The backend timeout is of the whole answer: 30 s by default, then the stream is cut or the call answered 502.',
  before: backend('{ connectionDraining: { drainingTimeoutSec: 60 } }'),
  after: backend('{ timeoutSec: 3600 }'),
  source: 'Google Cloud, backend service timeout: 30 s by default',
  *find(cluster) {
    for (const object of cluster.others) {
      const streams = object.kind === 'BackendConfig' ? whyStreams([object.name], null) : null;
      const ms = (numberAt(object.tree, 'spec', 'timeoutSec') ?? 30) * 1_000;
      if (streams === null || ms >= leastMs) continue;
      yield {
        place: entryAt(object.tree, 'spec', 'timeoutSec')?.place ?? object.place,
        message: `${called(object)}: an answer may take ${timeText(ms)} at the most (${streams})`,
        fix: 'timeoutSec: 3600',
      };
    }
  },
};
