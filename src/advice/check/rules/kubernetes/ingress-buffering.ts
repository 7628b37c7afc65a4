/** ING-7: tokens arrive in lumps. */
import { mending } from '../../mending.ts';
import { called } from '../../kubernetes/cluster.ts';
import { type KubeRule, manifests, ofKubernetes } from './about.ts';

const annotation = (value: string): string =>
  manifests(['  annotations:\n', `  annotations:\n    nginx.ingress.kubernetes.io/proxy-buffering: "${value}"\n`]);

export const ingressBuffering: KubeRule = {
  ...ofKubernetes,
  id: 'ING-7',
  severity: 'error',
  title: 'streams are held back',
  when: '`proxy-buffering` is `on` for a route of streams.',
  failure: 'Tokens come in lumps, and a slow answer comes as one: clocks further out run down while nothing arrives.',
  before: annotation('on'),
  after: annotation('off'),
  source: 'ingress-nginx, annotations: proxy-buffering is off by default',
  *find(cluster) {
    for (const ingress of cluster.ingresses) {
      const found = ingress.setting('proxy-buffering');
      const route = ingress.routes.find(({ streams }) => streams !== null);
      if (!ingress.isNginx || route === undefined || found?.text !== 'on') continue;
      yield {
        place: found.place,
        message: `${called(ingress)}: answers are collected before they are passed on (${route.streams})`,
        fix: 'nginx.ingress.kubernetes.io/proxy-buffering: "off"',
        ...mending(found.place, 'nginx.ingress.kubernetes.io/proxy-buffering: "off"'),
        related: [route.place],
      };
    }
  },
};
