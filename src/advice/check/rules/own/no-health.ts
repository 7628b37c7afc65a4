/** GG-8: callers find out that an upstream is down. */
import { config, manual, type OwnRule } from './about.ts';

export const noHealth: OwnRule = {
  id: 'GG-8',
  severity: 'warning',
  system: 'good-gateway',
  title: 'an upstream without a health check beside others',
  when: '`health: off` on an upstream of a model that has others.',
  failure:
    'That it is down, or back, is learned from calls that fail: each costs somebody time, and it gets traffic again later than it could.',
  before: config().replace('backup: { ', 'backup: { health: off, '),
  after: config().replace('backup: { ', 'backup: { health: { every: 10s }, '),
  source: manual,
  versions: 'all',
  *find({ settings, placeOf }) {
    const shared = [...settings.routes.values()].filter(({ targets }) => targets.length > 1);
    for (const { name, health } of settings.upstreams) {
      if (health !== null || !shared.some(({ targets }) => targets.some(({ upstream }) => upstream.name === name)))
        continue;
      yield {
        place: placeOf('upstreams', name, 'health'),
        message: `nobody but callers can find out whether ${name} is up`,
        fix: `health: { every: 10s }   # or health: { path: /health }`,
      };
    }
  },
};
