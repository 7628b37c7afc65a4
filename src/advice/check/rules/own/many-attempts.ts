/** GG-7: retries that make an outage worse. */
import { mending } from '../../mending.ts';
import { config, manual, type OwnRule } from './about.ts';

/** Callers' SDKs try three times themselves: beyond 4 a call may become more than twelve. */
const most = 4;

export const manyAttempts: OwnRule = {
  id: 'GG-7',
  severity: 'warning',
  system: 'good-gateway',
  title: 'more attempts than help',
  when: '`retries.attempts` is above 4.',
  failure:
    'SDKs try three times themselves, so one call of a person becomes more than twelve at upstreams that are already in trouble.',
  before: config('retries: { attempts: 10 }\n'),
  after: config('retries: { attempts: 3 }\n'),
  source: `${manual}: 3 by default. OpenAI and Anthropic SDKs: max_retries 2`,
  versions: 'all',
  *find({ settings, placeOf }) {
    const { attempts } = settings.retries;
    if (attempts <= most) return;
    const message = `a call may be sent ${attempts} times, and up to ${attempts * 3} with the tries of its SDK`;
    yield {
      place: placeOf('retries', 'attempts'),
      message,
      fix: 'retries: { attempts: 3 }',
      ...mending(placeOf('retries', 'attempts'), 'attempts: 3'),
    };
  },
};
