/** ING-3: a call that failed is not tried at another pod. */
import { called } from '../../kubernetes/cluster.ts';
import { type KubeRule, manifests, ofKubernetes } from './about.ts';

const annotation = (value: string): string =>
  manifests(['  annotations:\n', `  annotations:\n    nginx.ingress.kubernetes.io/proxy-next-upstream: "${value}"\n`]);

export const ingressNoRepeat: KubeRule = {
  ...ofKubernetes,
  id: 'ING-3',
  severity: 'advice',
  title: 'a POST that failed is not tried elsewhere',
  when: '`proxy-next-upstream` of a route of models is without `non_idempotent`.',
  failure: 'Once a call was sent, a pod that dies under it is the caller’s 502, though others could answer.',
  before: manifests(),
  after: annotation('error timeout http_502 http_503 non_idempotent'),
  source: 'ingress-nginx, proxy-next-upstream: error timeout by default; nginx, non_idempotent',
  *find(cluster) {
    for (const ingress of cluster.ingresses) {
      const found = ingress.setting('proxy-next-upstream');
      const route = ingress.routes.find(({ streams }) => streams !== null);
      if (!ingress.isNginx || route === undefined || (found?.text ?? '').includes('non_idempotent')) continue;
      yield {
        place: found?.place ?? route.place,
        message: `${called(ingress)}: calls of models are not repeated once they were sent (${route.streams})`,
        fix: 'a gateway behind it that knows what may be repeated; or non_idempotent, where every call of the route may be',
      };
    }
  },
};
