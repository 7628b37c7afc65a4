/** GG-6: there are several targets, and only one is ever asked. */
import { mending } from '../../mending.ts';
import { config, manual, type OwnRule } from './about.ts';

export const noFailover: OwnRule = {
  id: 'GG-6',
  severity: 'error',
  system: 'good-gateway',
  title: 'several targets, one attempt',
  when: '`retries.attempts` is 1, and a model has more than one target.',
  failure: 'The first upstream that fails is the caller’s failure, though another one could have answered.',
  before: config('retries: { attempts: 1 }\n'),
  after: config('retries: { attempts: 3 }\n'),
  source: `${manual}: 3 by default`,
  versions: 'all',
  *find({ settings, placeOf }) {
    if (settings.retries.attempts > 1) return;
    const route = [...settings.routes.values()].find(({ targets }) => targets.length > 1);
    if (route === undefined) return;
    yield {
      place: placeOf('retries', 'attempts'),
      message: `"${route.model}" has ${route.targets.length} targets, and a call may ask only one of them`,
      fix: 'retries: { attempts: 3 }',
      ...mending(placeOf('retries', 'attempts'), 'attempts: 3'),
    };
  },
};
