/** NODE-4: long prompts over slow lines are turned away. */
import { timeText } from '../../duration.ts';
import { clockOf } from '../../node/file.ts';
import { withClock } from '../../node/mended.ts';
import { manual, type NodeRule, server } from './about.ts';

/** A prompt with pictures, 8 MB, over 1 Mbit/s takes 64 s. */
const slowUploadMs = 64_000;

export const shortRequest: NodeRule = {
  id: 'NODE-4',
  severity: 'warning',
  system: 'node',
  title: 'requestTimeout is too short for large prompts',
  when: '`requestTimeout` is set to less than 64 s: the time in which 8 MB come over 1 Mbit/s.',
  failure:
    'A prompt with pictures or files over a slow line is answered 408 and its connection closed; proxies show 502.',
  before: server('server.keepAliveTimeout = 65_000;\nserver.requestTimeout = 10_000;'),
  after: server('server.keepAliveTimeout = 65_000;\nserver.requestTimeout = 300_000;'),
  source: `${manual}, server.requestTimeout: 300 s by default`,
  versions: 'Node 14.11 and later',
  *find({ servers }) {
    for (const one of servers) {
      const request = clockOf(one, 'requestTimeout');
      if (request === null || request.isDefault || request.value >= slowUploadMs) continue;
      const text = '300_000';
      const written = one.clocks.requestTimeout;
      yield {
        place: request.place,
        message: `a request has to be there within ${timeText(request.value)}`,
        fix: withClock(one, 'requestTimeout', text),
        ...(written === undefined ? {} : { edit: { place: written.value, text } }),
      };
    }
  },
};
