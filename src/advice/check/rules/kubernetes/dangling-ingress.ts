/** K8S-ING-1: an Ingress that leads nowhere. */
import { called } from '../../kubernetes/cluster.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

export const danglingIngress: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-ING-1',
  severity: 'error',
  title: 'an Ingress that leads nowhere',
  when: 'The Service of a route, or its port, is none of those of the namespace among the files, and there are some.',
  failure: 'The controller has nobody to send calls to: 503 for every one of them.',
  before: manifests(['service: { name: api, port: { name: http }', 'service: { name: api, port: { number: 8080 }']),
  after: manifests(),
  source: manual('Ingress, resource backends'),
  *find(cluster) {
    for (const ingress of cluster.ingresses) {
      const near = cluster.services.filter(({ namespace }) => namespace === ingress.namespace);
      for (const { service, port, place } of near.length === 0 ? [] : ingress.routes) {
        const found = near.find(({ name }) => name === service);
        const ports = found?.ports ?? [];
        if (
          found !== undefined &&
          (port === null || ports.some((one) => one.name === port || String(one.number) === port))
        )
          continue;
        const isPort = found !== undefined;
        yield {
          place,
          message: `${called(ingress)}: ${isPort ? `Service ${service} has no port ${port}` : `there is no Service ${service}`}`,
          fix: isPort
            ? `port: { number: ${ports.map(({ number }) => number).join(' or ')} }`
            : `service: { name: ${near.map(({ name }) => name).join(' or ')} }`,
          ...(isPort ? { related: [found.place] } : {}),
        };
      }
    }
  },
};
