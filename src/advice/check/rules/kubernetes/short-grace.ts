/** K8S-TERM-4: streams are cut at a rollout. */
import { mending } from '../../mending.ts';
import { called, inService } from '../../kubernetes/cluster.ts';
import { preStopMs } from '../../kubernetes/workload.ts';
import { timeText } from '../../duration.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

/** An answer of 4,000 tokens at 40 a second, and a little more. */
const answerMs = 120_000;

export const shortGrace: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-TERM-4',
  severity: 'warning',
  title: 'answers under way are cut at a rollout',
  when: 'A workload of models or streams (by name or image) has less than 120 s between the end of `preStop` and the end of its grace period.',
  failure: 'Every rollout breaks the long answers that are under way.',
  before: manifests(
    ['example/api', 'example/llm-api'],
    ['terminationGracePeriodSeconds: 180', 'terminationGracePeriodSeconds: 60'],
  ),
  after: manifests(['example/api', 'example/llm-api']),
  source: manual('terminationGracePeriodSeconds: 30 by default; 4,000 tokens at 40 a second are 100 s'),
  *find(cluster) {
    for (const workload of inService(cluster)) {
      const leftMs = workload.graceMs - (preStopMs(workload) ?? 0);
      if (workload.streams === null || leftMs >= answerMs || leftMs <= 0) continue;
      yield {
        place: workload.gracePlace,
        message: `${called(workload)}: answers have ${timeText(leftMs)} to end (${workload.streams})`,
        fix: 'terminationGracePeriodSeconds: 300',
        ...mending(workload.gracePlace, 'terminationGracePeriodSeconds: 300'),
      };
    }
  },
};
