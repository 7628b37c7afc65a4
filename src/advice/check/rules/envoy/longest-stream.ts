/** ENV-TMO-4: a stream is cut though it flows. */
import { timeText } from '../../duration.ts';
import { durationAt } from '../../envoy/clocks.ts';
import { generousMs } from '../../streams.ts';
import { entryAt, type Steps, type Tree } from '../../yaml/tree.ts';
import { bootstrap, type EnvoyRule, manual, ofEnvoy } from './about.ts';

const route = ['max_stream_duration', 'max_stream_duration'] as const;
const shared = ['common_http_protocol_options', 'max_stream_duration'] as const;

const limited = (seconds: number): string =>
  bootstrap([
    'timeout: 0s',
    `timeout: 0s\n                            max_stream_duration: { max_stream_duration: ${seconds}s }`,
  ]);

export const longestStream: EnvoyRule = {
  ...ofEnvoy,
  id: 'ENV-TMO-4',
  severity: 'error',
  title: 'a stream is cut though it flows',
  when: '`max_stream_duration` of a route of streams, else of its connection manager, or of its cluster, is under 10 minutes.',
  failure: 'Long answers break in the middle, always after the same time, however well they flow.',
  before: limited(60),
  after: limited(900),
  source: manual('max_stream_duration: not set by default; the SDKs of OpenAI and Anthropic wait 10 minutes'),
  *find({ routes }) {
    for (const { action, manager, cluster, streams, place } of routes) {
      if (streams === null) continue;
      const own = durationAt(action, route);
      const places: readonly (readonly [Tree | undefined, Steps])[] = [
        own === null ? [manager.tree, shared] : [action, route],
        [cluster?.http, shared],
      ];
      for (const [tree, steps] of places) {
        const ms = durationAt(tree, steps);
        if (ms === null || ms === 0 || ms >= generousMs) continue;
        yield {
          place: entryAt(tree, ...steps)?.place ?? place,
          message: `answers that take longer than ${timeText(ms)} are cut (${streams})`,
          fix: 'max_stream_duration: { max_stream_duration: 3600s }   # of the route',
        };
      }
    }
  },
};
