/** NODE-3: nothing is done on SIGTERM. */
import { onServer } from '../../node/mended.ts';
import { manual, type NodeRule, server } from './about.ts';

export const noDrain: NodeRule = {
  id: 'NODE-3',
  severity: 'advice',
  system: 'node',
  title: 'a stop cuts what is running',
  when: 'The file that starts the server has no handler of `SIGTERM`.',
  failure: 'At every rollout the process ends at once: answers that are under way break off, and the proxy says 502.',
  before: server('server.keepAliveTimeout = 65_000;').replace(/^process.*\n/m, ''),
  after: server('server.keepAliveTimeout = 65_000;'),
  source: `${manual}, server.close(): stops new connections and closes idle ones; Process, Signal events`,
  versions: 'all; before Node 19 also call server.closeIdleConnections()',
  *find({ servers, handlesTerm, source }) {
    const [first] = servers;
    // A file that only sets the clocks of a server made elsewhere does not start it.
    if (first === undefined || handlesTerm || !/\.listen\b|\bserve\(/.test(source.text)) return;
    yield {
      place: first.place,
      message: 'a server is started here, and SIGTERM ends it in the middle of answers',
      fix: onServer(first, `process.on('SIGTERM', () => SERVER.close());`),
    };
  },
};
