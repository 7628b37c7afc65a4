/** NODE-5: a quiet stream is taken for a dead one. */
import { timeText } from '../../duration.ts';
import { clockOf } from '../../node/file.ts';
import { withClock } from '../../node/mended.ts';
import { manual, type NodeRule, server } from './about.ts';

/** Reasoning models are silent for minutes before their first word. */
const silenceMs = 300_000;

const streaming = (lines: string): string =>
  server(`server.keepAliveTimeout = 65_000;\n${lines}\n// answers are text/event-stream`);

export const silenceCut: NodeRule = {
  id: 'NODE-5',
  severity: 'error',
  system: 'node',
  title: 'a stream that is quiet is cut',
  when: '`server.timeout` or `server.setTimeout()` is below 300 s in a file that has to do with streams or models.',
  failure:
    'A model that thinks for longer than that loses its connection: the stream breaks, or the proxy answers 502.',
  before: streaming('server.setTimeout(30_000);'),
  after: streaming('server.setTimeout(0);'),
  source: `${manual}, server.setTimeout(): 0, no limit, by default`,
  versions: 'all; before Node 13 the default was 120 s',
  *find({ servers, streams }) {
    for (const one of streams ? servers : []) {
      const silence = clockOf(one, 'timeout');
      if (silence === null || silence.value >= silenceMs) continue;
      const written = one.clocks.timeout;
      yield {
        place: silence.place,
        message: `a connection that is silent for ${timeText(silence.value)} is destroyed, also while a model thinks`,
        fix: withClock(one, 'timeout', '0'),
        ...(written === undefined ? {} : { edit: { place: written.value, text: '0' } }),
      };
    }
  },
};
