/** HAP-RET-4: a long prompt is never sent again. */
import { lineOf } from '../../haproxy/config.ts';
import { readCount } from '../../haproxy/units.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

/** A conversation of some 50 pages. */
const smallest = 128 * 1024;
const back = 'retry-on conn-failure empty-response';

export const smallBuffer: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-RET-4',
  severity: 'warning',
  title: 'long prompts are never sent again',
  when: 'A backend of models has `retry-on` with more than failures to connect, and `tune.bufsize` is under 128 KB (the default is 16 KB).',
  failure:
    'A request that does not fit into one buffer is not repeated: long conversations, the dearest ones, fail first.',
  before: example({ back }),
  after: example({ global: 'tune.bufsize 262144', back }),
  source: manual('retry-on', 'tune.bufsize'),
  *find({ global, ways }) {
    const size = lineOf(global, 'tune.bufsize');
    const bytes = size === null ? 16_384 : readCount(size.words[1]?.text ?? '');
    if (bytes === null || bytes >= smallest) return;
    for (const { back: section, streams } of ways) {
      const retries = lineOf(section, 'retry-on');
      const isWide = retries?.words.slice(1).some(({ text }) => !/^(?:none|conn-failure)$/.test(text)) === true;
      if (streams === null || retries === null || !isWide) continue;
      yield {
        place: retries.place,
        message: `prompts of more than ${Math.floor(bytes / 1024)} KB are not sent again (${streams})`,
        fix: 'tune.bufsize 262144 # in global',
        ...(size === null ? {} : { related: [size.place] }),
      };
    }
  },
};
