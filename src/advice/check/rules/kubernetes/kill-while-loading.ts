/** K8S-PRB-3: a model server is killed while it loads its model. */
import { allServing, called } from '../../kubernetes/cluster.ts';
import { timeText } from '../../duration.ts';
import { askingFor, isModelServer } from '../../kubernetes/workload.ts';
import { entryAt, numberAt, treeAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

/** Weights of tens of GB from a disk at 200 MB/s take minutes. */
const loadingMs = 120_000;
const liveness = `          livenessProbe: { httpGet: { path: /health, port: http } }\n`;
const startup = `          startupProbe: { httpGet: { path: /health, port: http }, periodSeconds: 10, failureThreshold: 60 }\n`;
const server = (more: string): string =>
  manifests(['example/api:1.0', 'vllm/vllm-openai:v0.9.1'], ['          lifecycle:', `${more}          lifecycle:`]);

export const killWhileLoading: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-PRB-3',
  severity: 'warning',
  title: 'a model server is killed while it loads',
  when: 'A container of a model server (by its image) has a `livenessProbe` that gives up within 120 s of the start, and no `startupProbe`.',
  failure:
    'Loading a large model takes longer: the container is killed and begins again, for ever, and nobody answers.',
  before: server(liveness),
  after: server(liveness + startup),
  source: manual('Probes, startupProbe: protects slow starting containers'),
  *find(cluster) {
    for (const { workload, container } of allServing(cluster)) {
      const probe = treeAt(container.tree, 'livenessProbe');
      if (probe === undefined || treeAt(container.tree, 'startupProbe') !== undefined) continue;
      const [delay, period, failures] = [
        numberAt(probe, 'initialDelaySeconds') ?? 0,
        numberAt(probe, 'periodSeconds') ?? 10,
        numberAt(probe, 'failureThreshold') ?? 3,
      ];
      const givesUpMs = (delay + period * failures) * 1_000;
      if (givesUpMs >= loadingMs || !isModelServer(container)) continue;
      yield {
        place: entryAt(container.tree, 'livenessProbe')?.place ?? container.place,
        message: `${called(workload)}: ${container.name} is killed when it does not answer ${timeText(givesUpMs)} after its start`,
        fix: `startupProbe: { ${askingFor(container, '/health')}, periodSeconds: 10, failureThreshold: 60 }`,
      };
    }
  },
};
