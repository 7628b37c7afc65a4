/** XSYS-1: a hop uses an idle connection for longer than the next one keeps it open. */
import type { Neighbours } from '../../chain.ts';
import { timeText } from '../../duration.ts';
import type { Setting } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { either, lessThan, written } from '../../written.ts';

const fixOf = ({ outer, inner }: Neighbours, uses: Setting<number>, keeps: Setting<number>): string =>
  either(written(inner, keeps, uses.value + 5_000), written(outer, uses, lessThan(keeps.value)));

export const keepAliveOrder: Rule<Neighbours> = {
  id: 'XSYS-1',
  severity: 'error',
  system: 'chain',
  title: 'an idle connection is closed by the hop that should keep it',
  when: 'The outer hop uses an idle connection for as long as, or longer than, the inner hop keeps it open.',
  failure:
    'A request that goes out just as the connection is closed meets its end: a 502 now and then, most of all when there is little traffic.',
  before: `# edge.conf
upstream app { server 127.0.0.1:3000; keepalive 16; keepalive_timeout 60s; }
server {
    location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; }
}
// server.js
const server = http.createServer(answer).listen(3000);
server.keepAliveTimeout = 5000;
`,
  after: `# edge.conf
upstream app { server 127.0.0.1:3000; keepalive 16; keepalive_timeout 60s; }
server {
    location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Connection ""; }
}
// server.js
const server = http.createServer(answer).listen(3000);
server.keepAliveTimeout = 65000;
`,
  source: 'RFC 9112, 9.3 and 9.6: either side may close an idle connection at any time',
  versions: 'all',
  *find({ outer, inner }) {
    const uses = outer.clocks.keepToNext;
    const keeps = inner.clocks.keepToCaller;
    if (uses === undefined || keeps === undefined || uses.value < keeps.value) return;
    yield {
      place: keeps.isDefault && !uses.isDefault ? uses.place : keeps.place,
      message: `${inner.system} closes idle connections after ${timeText(keeps.value)} (${keeps.name}), but ${outer.system} in front of it uses them for ${timeText(uses.value)} (${uses.name})`,
      fix: fixOf({ outer, inner }, uses, keeps),
      related: [uses.place, keeps.place],
    };
  },
};
