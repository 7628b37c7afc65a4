/** ING-6: a limit looks like an outage. */
import { called } from '../../kubernetes/cluster.ts';
import { type KubeRule, manifests, ofKubernetes } from './about.ts';

const limits = ['limit-rps', 'limit-rpm', 'limit-connections'];
const limited = manifests(['  annotations:\n', '  annotations:\n    nginx.ingress.kubernetes.io/limit-rps: "5"\n']);
const controller = `---\nkind: ConfigMap\nmetadata: { name: ingress-nginx-controller }\ndata: { limit-req-status-code: "429" }\n`;

export const ingressLimitStatus: KubeRule = {
  ...ofKubernetes,
  id: 'ING-6',
  severity: 'advice',
  title: 'a limit looks like an outage',
  when: '`limit-rps`, `limit-rpm` or `limit-connections` is set, and the controller’s `limit-req-status-code` is not 429 among the files.',
  failure: 'Who calls too often is answered 503: SDKs and people take it for a server that is down.',
  before: limited,
  after: limited + controller,
  source: 'ingress-nginx, ConfigMap: limit-req-status-code is 503 by default',
  *find(cluster) {
    for (const ingress of cluster.ingresses) {
      const limit = limits.map((name) => ingress.setting(name)).find((found) => found !== null);
      if (!ingress.isNginx || limit === undefined || ingress.setting('limit-req-status-code')?.text === '429') continue;
      yield {
        place: limit.place,
        message: `${called(ingress)}: who is over this limit is answered 503`,
        fix: 'limit-req-status-code: "429"   # in the ConfigMap of the controller',
      };
    }
  },
};
