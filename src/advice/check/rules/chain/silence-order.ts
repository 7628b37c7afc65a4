/** XSYS-2: a hop in front gives up before the one behind it does. */
import type { Neighbours } from '../../chain.ts';
import { timeText } from '../../duration.ts';
import type { Setting } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { either, lessThan, written } from '../../written.ts';

/** The longest the inner hop may be silent before its caller hears of it. */
const silenceOf = ({ inner }: Neighbours): Setting<number> | null => {
  const { beat, read, whole } = inner.clocks;
  if (beat !== undefined) return beat;
  // The sooner of its own clocks ends a call that hangs.
  if (read === undefined || whole === undefined) return read ?? whole ?? null;
  return read.value <= whole.value ? read : whole;
};

export const silenceOrder: Rule<Neighbours> = {
  id: 'XSYS-2',
  severity: 'error',
  system: 'chain',
  title: 'a hop in front gives up before the one behind it',
  when: 'The outer hop waits in silence for as long as, or shorter than, the inner hop may be silent.',
  failure:
    'The outer hop answers 504 or cuts the stream, although the inner one would have answered, or could have said what is wrong; the work is lost.',
  before: `# edge.conf
server {
    location /v1/ { proxy_pass http://127.0.0.1:8080; proxy_read_timeout 60s; }
}
# haproxy.cfg
listen llm
    bind :8080
    timeout server 10m
    server one 10.0.0.1:8000 check
`,
  after: `# edge.conf
server {
    location /v1/ { proxy_pass http://127.0.0.1:8080; proxy_read_timeout 610s; }
}
# haproxy.cfg
listen llm
    bind :8080
    timeout server 10m
    server one 10.0.0.1:8000 check
`,
  source: 'clocks must grow outwards: who is nearer to the fault knows more of it',
  versions: 'all',
  *find({ outer, inner }) {
    const waits = outer.clocks.read;
    const silent = silenceOf({ outer, inner });
    if (waits === undefined || silent === null || waits.value > silent.value || waits.value === Infinity) return;
    yield {
      place: waits.place,
      message: `${outer.system} gives up after ${timeText(waits.value)} (${waits.name}), but ${inner.system} behind it may be silent for ${silent.value === Infinity ? 'ever' : timeText(silent.value)} (${silent.name})`,
      fix: either(written(outer, waits, silent.value + 5_000), written(inner, silent, lessThan(waits.value))),
      related: [silent.place],
    };
  },
};
