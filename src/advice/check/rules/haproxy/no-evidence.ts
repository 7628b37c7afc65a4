/** HAP-OBS-1: nothing is written down of how calls ended. */
import { hasOption, isTcp, lineOf } from '../../haproxy/config.ts';
import { example, type HaproxyRule, manual, ofHaproxy } from './about.ts';

export const noEvidence: HaproxyRule = {
  ...ofHaproxy,
  id: 'HAP-OBS-1',
  severity: 'advice',
  title: 'how calls ended is not written down',
  when: 'An HTTP frontend of model calls has neither `option httplog` nor `log-format`.',
  failure:
    'The two letters that tell who ended a call, and in which phase, are in no log: nobody can tell what a 503 was.',
  before: example({}),
  after: example({ front: 'option httplog' }),
  source: manual('option httplog'),
  *find({ ways }) {
    for (const { front, streams } of ways) {
      if (front === null || streams === null || isTcp(front)) continue;
      if (hasOption(front, 'httplog') || hasOption(front, 'httpslog') || lineOf(front, 'log-format') !== null) continue;
      yield {
        place: front.place,
        message: `the log of ${front.kind} ${front.name} does not tell how calls ended`,
        fix: 'option httplog',
      };
    }
  },
};
