/** GG-2: upstreams that are one and the same. */
import type { Upstream } from '../../../../domain/upstream.ts';
import { config, manual, type OwnRule } from './about.ts';

const credentials = ({ url, key }: Upstream): string =>
  `${new URL(url).host} ${key.kind === 'own' ? key.value : key.kind}`;

export const sameHost: OwnRule = {
  id: 'GG-2',
  severity: 'warning',
  system: 'good-gateway',
  title: 'a second upstream that falls with the first',
  when: 'Two targets of a model, for the same name there, are upstreams of the same host with the same key.',
  failure: 'An outage, a limit or a refused key there takes all of them at once: the failover changes nothing.',
  before: config().replace('models.example.org/v1", key: "${BACKUP_KEY}', 'api.example.com/v1", key: "${PRIMARY_KEY}'),
  after: config(),
  source: manual,
  versions: 'all',
  *find({ settings, placeOf }) {
    const told = new Set<string>();
    for (const { targets } of settings.routes.values()) {
      const seen = new Map<string, string>();
      for (const { upstream, model } of targets) {
        const id = `${credentials(upstream)} ${model ?? ''}`;
        const first = seen.get(id);
        if (first === undefined) seen.set(id, upstream.name);
        else if (first !== upstream.name && !told.has(upstream.name)) {
          told.add(upstream.name);
          yield {
            place: placeOf('upstreams', upstream.name),
            message: `${upstream.name} is the same host with the same key as ${first}`,
            fix: `another provider, region or machine as ${upstream.name}, or leave it out`,
            related: [placeOf('upstreams', first)],
          };
        }
      }
    }
  },
};
