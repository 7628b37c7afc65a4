/** HAP-RET-2: a prompt that met a dying server is not sent again. */
import { lineOf } from '../../haproxy/config.ts';
import { example, type HaproxyRule, manual, ofHaproxy, shared } from './about.ts';

const fix = 'retry-on conn-failure empty-response';

export const noRepeat: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-RET-2',
  severity: 'advice',
  title: 'prompts that meet a dying server are not sent again',
  when: 'A backend of models with several servers has no `retry-on`: only failures to connect are repeated.',
  failure: 'A server that restarts while it reads a prompt means 502, though another one is well.',
  before: example({}),
  after: example({ back: fix }),
  source: manual('retry-on'),
  *find(config) {
    for (const { back, streams } of shared(config)) {
      if (streams === null || lineOf(back, 'retry-on') !== null) continue;
      yield {
        place: back.place,
        message: `a prompt to ${back.name} that got no answer is not sent to another server (${streams})`,
        fix: `${fix} # only where a call may be made twice`,
      };
    }
  },
};
