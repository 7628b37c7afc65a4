/** Asks a gateway of our kind about itself: how it is, how a call went, and for timed pieces. */
import type { Asked } from '../../../domain/doctor-ports.ts';
import { objectOf } from '../../../dialect/reading.ts';
import type { GatewayFacts } from '../gateway.ts';
import { readGatewaySaid } from '../gateway-facts.ts';
import type { Scene } from '../scene.ts';
import { sideMs } from '../scene.ts';
import type { StreamRun } from '../stream.ts';
import type { Door } from './answer.ts';
import { askingOf } from './answer.ts';
import { textOf } from './url.ts';

const ask = (scene: Scene, door: Door, path: string): Promise<Asked> => {
  const asking = askingOf(scene, door, path);
  return scene.world.ask({
    ...asking,
    headers: { accept: 'application/json', 'accept-encoding': 'identity' },
    ms: sideMs,
  });
};

const statusOf = ({ heard }: Asked): number | null => (heard.kind === 'answer' ? heard.status : null);

const callIn = (asked: Asked | null): GatewayFacts['call'] => {
  const body = asked === null || statusOf(asked) !== 200 ? null : objectOf(textOf(asked));
  if (body === null) return null;
  const { outcome, code, summary } = body;
  if (typeof outcome !== 'string' || typeof summary !== 'string') return null;
  return { outcome, code: typeof code === 'string' ? code : null, summary: summary.slice(0, 500) };
};

export const lookGateway = async (scene: Scene, door: Door): Promise<Omit<GatewayFacts, 'isOurs'>> => {
  const { callId } = scene;
  const [ready, facts, call] = await Promise.all([
    ask(scene, door, '/readyz'),
    ask(scene, door, '/doctor/about'),
    callId === null ? null : ask(scene, door, `/why/${callId}`),
  ]);
  const said = statusOf(facts) === 200 ? readGatewaySaid(objectOf(textOf(facts))) : null;
  return { readyStatus: statusOf(ready), said, call: callIn(call) };
};

/** Short, with compression allowed; and long enough for what cuts after five seconds. */
const runs = [
  { wanted: 12, everyMs: 200, isCompressed: true, isLong: false },
  { wanted: 26, everyMs: 250, isCompressed: false, isLong: true },
] as const;

/** Beyond what the pieces themselves take. */
const graceMs = 2_000;

const runOf = async (scene: Scene, door: Door, run: (typeof runs)[number]): Promise<StreamRun> => {
  const { wanted, everyMs, isCompressed } = run;
  const asked = await scene.world.ask({
    ...askingOf(scene, door, `/doctor/events?n=${wanted}&every=${everyMs}${isCompressed ? '&gzip=1' : ''}`),
    headers: { accept: 'text/event-stream', 'accept-encoding': isCompressed ? 'gzip' : 'identity' },
    ms: wanted * everyMs + graceMs,
  });
  const { heard } = asked;
  if (heard.kind !== 'answer' || heard.status !== 200)
    return { wanted, everyMs, isCompressed, arrivals: [], ending: 'cut' };
  const arrivals = heard.pieces.flatMap(({ at, text }) => [...text.matchAll(/^data:/gm)].map(() => at));
  return { wanted, everyMs, isCompressed, arrivals, ending: heard.ending };
};

/** On this very device, and without a proxy, nothing can hold a stream for long: the short one is enough. */
export const lookStreams = (scene: Scene, door: Door): Promise<readonly StreamRun[]> => {
  const isShort = scene.target.isHere && door.proxy === null;
  return Promise.all(runs.filter(({ isLong }) => !isLong || !isShort).map((run) => runOf(scene, door, run)));
};
