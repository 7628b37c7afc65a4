/** HAP-RET-1: all attempts go to the server that is dead. */
import { hasOption, lineOf } from '../../haproxy/config.ts';
import { example, type HaproxyRule, isBare, manual, ofHaproxy, shared } from './about.ts';

export const sameServer: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-RET-1',
  severity: 'warning',
  title: 'attempts go to the same dead server',
  when: 'An HTTP backend of several servers has no `option redispatch`, and `retries` is not 0.',
  failure:
    'When a server is gone, a call that was given to it is tried there again and again, a second apart, and is a 503 in the end.',
  before: example({}),
  after: example({ back: 'option redispatch 1' }),
  source: manual('option redispatch', 'retries'),
  *find(config) {
    for (const way of shared(config)) {
      const { back } = way;
      if (isBare(way) || hasOption(back, 'redispatch') || lineOf(back, 'retries')?.words[1]?.text === '0') continue;
      yield {
        place: back.place,
        message: `all attempts of a call go to the one server of ${back.name} it was given to`,
        fix: 'option redispatch 1',
      };
    }
  },
};
