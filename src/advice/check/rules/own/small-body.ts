/** GG-9: prompts with pictures do not fit. */
import { mending } from '../../mending.ts';
import { config, manual, type OwnRule } from './about.ts';

/** Five photographs of a phone as base64; providers take 20 to 32 MB. */
const least = 10 * 1024 * 1024;

export const smallBody: OwnRule = {
  id: 'GG-9',
  severity: 'warning',
  system: 'good-gateway',
  title: 'prompts with pictures are refused',
  when: '`limits.body` is below 10 MB.',
  failure: 'A prompt with some pictures or a long document is answered 413, though the model would take it.',
  before: config('limits: { body: 1mb }\n'),
  after: config('limits: { body: 32mb }\n'),
  source: `${manual}: 32 MB by default, as Anthropic's API takes`,
  versions: 'all',
  *find({ settings, placeOf }) {
    const { bodyBytes } = settings.limits;
    if (bodyBytes >= least) return;
    const message = `requests of more than ${Math.round(bodyBytes / 1024)} KB are refused`;
    yield {
      place: placeOf('limits', 'body'),
      message,
      fix: 'limits: { body: 32mb }',
      ...mending(placeOf('limits', 'body'), 'body: 32mb'),
    };
  },
};
