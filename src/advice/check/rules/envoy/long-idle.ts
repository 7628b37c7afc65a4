/** ENV-KA-1: connections are used for an hour that the backend closes after seconds. */
import { timeText } from '../../duration.ts';
import type { Stand } from '../../hop.ts';
import { mending } from '../../mending.ts';
import type { Rule } from '../../rule.ts';
import { bootstrap, manual, ofEnvoy } from './about.ts';

/** Node and uvicorn close after 5 s. */
const shortestBackendMs = 5_000;

export const longIdle: Rule<Stand> = {
  ...ofEnvoy,
  id: 'ENV-KA-1',
  severity: 'error',
  title: 'idle connections are used for longer than the backend keeps them',
  when: 'The upstream’s `idle_timeout` (1 h by default) is 5 s or more, and the next hop is not among the files (else XSYS-1 compares the two).',
  failure:
    'A call goes out on a connection that the backend is just closing: 503 (UC) now and then, most of all when there is little traffic.',
  before: bootstrap(['idle_timeout: 4s', 'idle_timeout: 600s']),
  after: bootstrap(),
  source: manual('common_http_protocol_options.idle_timeout: 1 h by default. Node and uvicorn: 5 s'),
  *find({ hop, next }) {
    const uses = hop.clocks.keepToNext;
    if (uses === undefined || uses.value < shortestBackendMs || next.length > 0) return;
    const fix = 'common_http_protocol_options: { idle_timeout: 4s }';
    yield {
      place: uses.place,
      message: `idle connections are used for ${timeText(uses.value)}${uses.isDefault ? ' by default' : ''}; many servers close them after 5 s`,
      fix,
      ...mending(uses.place, 'idle_timeout: 4s'),
    };
  },
};
