/** HAP-RET-3: what may have been done is done again. */
import { lineOf } from '../../haproxy/config.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

const back = 'retry-on all-retryable-errors';

export const unsafeRepeat: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-RET-3',
  severity: 'warning',
  title: 'requests that change things may be made twice',
  when: '`retry-on` has more than failures to connect on a backend that is not one of models, with no `http-request disable-l7-retry`.',
  failure: 'A POST whose answer was lost is sent again: orders, payments or messages are made twice.',
  before: example({ name: 'shop', back }),
  after: example({ name: 'shop', back: `${back}\nhttp-request disable-l7-retry if METH_POST` }),
  source: `${manual('retry-on', 'http-request disable-l7-retry')}; RFC 9110, 9.2.2`,
  *find({ ways }) {
    for (const { front, back: section, streams } of ways) {
      const retries = lineOf(section, 'retry-on');
      const isWide = retries?.words.slice(1).some(({ text }) => !/^(?:none|conn-failure)$/.test(text)) === true;
      const isHeld = [section, front].some((one) => lineOf(one, 'http-request disable-l7-retry') !== null);
      if (streams !== null || retries === null || !isWide || isHeld) continue;
      yield {
        place: retries.place,
        message: `a POST to ${section.name} may be sent again although it was done`,
        fix: 'http-request disable-l7-retry if METH_POST',
      };
    }
  },
};
