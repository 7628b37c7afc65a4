/** XSYS-8: a call that is not streamed has no heartbeat to keep the line warm. */
import type { Neighbours } from '../../chain.ts';
import { timeText } from '../../duration.ts';
import type { Setting } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { generousMs } from '../../streams.ts';
import { either, lessThan, written } from '../../written.ts';

/** The longest the inner hop may take for a body that comes in one piece. */
const quietOf = ({ inner }: Neighbours): Setting<number> | null => {
  const { quiet, read, whole } = inner.clocks;
  if (quiet !== undefined) return quiet;
  if (read === undefined || whole === undefined) return read ?? whole ?? null;
  return read.value <= whole.value ? read : whole;
};

const page = (readTimeout: string): string => `# edge.conf
server {
    location /v1/ { proxy_pass http://127.0.0.1:5020; proxy_buffering off; proxy_read_timeout ${readTimeout}; }
}
# good-gateway.yaml
upstreams: { main: { url: "https://api.example.com/v1" } }
`;

export const quietCall: Rule<Neighbours> = {
  id: 'XSYS-8',
  severity: 'warning',
  system: 'chain',
  title: 'calls that are not streamed are given up too early',
  when: 'Streams through the inner hop have heartbeats, and the outer hop waits in silence for less than 10 minutes and no longer than the inner one may take for an answer in one piece.',
  failure:
    'Streams live on their heartbeats, but a call that is not streamed says nothing before its end: the outer hop answers a bare 504, and the work is lost.',
  before: page('60s'),
  after: page('610s'),
  source: 'the SDKs of OpenAI and Anthropic wait 10 minutes for an answer that is not streamed',
  versions: 'all',
  *find({ outer, inner }) {
    const waits = outer.clocks.read;
    const quiet = quietOf({ outer, inner });
    if (inner.clocks.beat === undefined || waits === undefined || quiet === null) return;
    if (waits.value >= generousMs || waits.value > quiet.value) return;
    yield {
      place: waits.place,
      message: `${outer.system} waits in silence for ${timeText(waits.value)} (${waits.name}): enough for streams, whose heartbeats come through, not for calls that are not streamed, for which ${inner.system} may take ${timeText(quiet.value)} (${quiet.name})`,
      // A gateway that gives up first says why.
      fix: either(
        written(outer, waits, Math.min(quiet.value, generousMs) + 10_000),
        written(inner, quiet, lessThan(waits.value)),
      ),
      related: [quiet.place],
    };
  },
};
