/** GG-1: nobody else can answer. */
import { manual, type OwnRule, config } from './about.ts';

const fix = `upstreams:
  backup: { url: "https://…/v1", key: "\${BACKUP_KEY}" }`;

export const oneUpstream: OwnRule = {
  id: 'GG-1',
  severity: 'advice',
  system: 'good-gateway',
  title: 'a model has one upstream',
  when: 'All targets of a model are one upstream.',
  failure: 'While it is down or refuses, every call of the model fails: there is nobody to fail over to.',
  before: config().replace(/ {2}backup.*\n/, ''),
  after: config(),
  source: manual,
  versions: 'all',
  *find({ settings, placeOf }) {
    for (const { model, targets } of settings.routes.values()) {
      const names = new Set(targets.map(({ upstream }) => upstream.name));
      const [name] = names;
      if (names.size !== 1 || name === undefined) continue;
      const what = model === '*' ? 'calls have' : `calls of "${model}" have`;
      yield {
        place: placeOf('upstreams', name),
        message: `${what} nobody but ${name} to go to`,
        fix,
        related: [placeOf('models', model)],
      };
    }
  },
};
