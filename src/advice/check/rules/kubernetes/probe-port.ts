/** K8S-PRB-2: a probe asks a port that is not there. */
import { allServing, called } from '../../kubernetes/cluster.ts';
import { entryAt, textAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

const probes = ['readinessProbe', 'livenessProbe', 'startupProbe'];
const ways = ['httpGet', 'tcpSocket', 'grpc'];

export const probePort: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-PRB-2',
  severity: 'error',
  title: 'a probe asks a port the container does not have',
  when: 'A probe asks a port by a name that none of the container’s `ports` has.',
  failure:
    'The probe never succeeds: the pod gets no calls, or is killed again and again, and the Service answers 503.',
  before: manifests(['path: /readyz, port: http', 'path: /readyz, port: web']),
  after: manifests(),
  source: manual('Configure Liveness, Readiness and Startup Probes, named ports'),
  *find(cluster) {
    for (const { workload, container } of allServing(cluster))
      for (const probe of probes)
        for (const way of ways) {
          const port = textAt(container.tree, probe, way, 'port');
          if (port === null || /^\d+$/.test(port) || container.ports.some(({ name }) => name === port)) continue;
          yield {
            place: entryAt(container.tree, probe, way, 'port')?.place ?? container.place,
            message: `${called(workload)}: ${probe} of ${container.name} asks port ${port}, which is none of its ports`,
            fix: `port: ${container.ports.map(({ name, number }) => name ?? number).join(' or ') || '…'}`,
          };
        }
  },
};
