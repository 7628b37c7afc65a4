/** ING-4: a large head of an answer is refused. */
import { sizeText } from '../../duration.ts';
import { called } from '../../kubernetes/cluster.ts';
import { sizeOf } from '../../kubernetes/ingress.ts';
import { type KubeRule, manifests, ofKubernetes } from './about.ts';

const leastBytes = 8 * 1024;
const fix = 'nginx.ingress.kubernetes.io/proxy-buffer-size: 16k';

export const ingressHeaderRoom: KubeRule = {
  ...ofKubernetes,
  id: 'ING-4',
  severity: 'advice',
  title: 'answers with long headers are refused',
  when: '`proxy-buffer-size` of ingress-nginx (4k by default) is below 8k.',
  failure: 'An answer with large cookies or policies is "upstream sent too big header": 502.',
  before: manifests(),
  after: manifests(['  annotations:\n', `  annotations:\n    ${fix}\n`]),
  source: 'ingress-nginx, proxy-buffer-size: 4k by default',
  *find(cluster) {
    for (const ingress of cluster.ingresses) {
      const room = sizeOf(ingress, 'proxy-buffer-size', 4 * 1024);
      if (!ingress.isNginx || room === null || room.value >= leastBytes) continue;
      yield {
        place: room.place,
        message: `${called(ingress)}: the head of an answer may have ${sizeText(room.value)}`,
        fix,
      };
    }
  },
};
