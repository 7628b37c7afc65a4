/** Asks a gateway of our kind about itself: how it is, how a call went, and for timed pieces. */
import type { Asked, Piece } from '../../../domain/doctor-ports.ts';
import { objectOf } from '../../../dialect/reading.ts';
import type { GatewayFacts } from '../gateway.ts';
import { readAbout } from '../read-about.ts';
import type { Scene } from '../scene.ts';
import { sideMs } from '../scene.ts';
import type { Heartbeat } from '../rhythm.ts';
import { rhythmJudgement } from '../rhythm.ts';
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
    ask(scene, door, '/doctor/facts'),
    callId === null ? null : ask(scene, door, `/why/${callId}`),
  ]);
  const said = statusOf(facts) === 200 ? readAbout(objectOf(textOf(facts))) : null;
  return { readyStatus: statusOf(ready), said, call: callIn(call) };
};

/** Short, with compression allowed; and long enough for what cuts after five seconds. */
const runs = [
  { wanted: 12, everyMs: 200, isCompressed: true, isLong: false },
  { wanted: 26, everyMs: 250, isCompressed: false, isLong: true },
] as const;

/** Beyond what the pieces themselves take. */
const graceMs = 2_000;

/** When each event was sent, and when the piece came that completed it. */
export const arrivalsIn = (pieces: readonly Piece[]): Heartbeat['arrivals'] => {
  const first = pieces[0]?.at ?? 0;
  let open = '';
  return pieces.flatMap(({ at, text }) => {
    const events = `${open}${text}`.split('\n\n');
    open = events.pop() ?? '';
    return events.flatMap((event) => {
      const sentMs = objectOf(/^data: (.*)$/m.exec(event)?.[1] ?? '')?.['sentMs'];
      return typeof sentMs === 'number' ? [{ sentMs, atMs: at - first }] : [];
    });
  });
};

const endedAs = { whole: 'whole', enough: 'cut', late: 'stalled', cut: 'cut' } as const;

type Run = (typeof runs)[number];

const runOnce = async (scene: Scene, door: Door, run: Run): Promise<StreamRun & Pick<Asked, 'stoodMs'>> => {
  const { wanted, everyMs, isCompressed } = run;
  const { heard, phases, stoodMs } = await scene.world.ask({
    ...askingOf(scene, door, `/doctor/events?n=${wanted}&every=${everyMs}${isCompressed ? '&gzip=1' : ''}`),
    headers: { accept: 'text/event-stream', 'accept-encoding': isCompressed ? 'gzip' : 'identity' },
    ms: wanted * everyMs + graceMs,
  });
  if (heard.kind !== 'answer' || heard.status !== 200)
    return { arrivals: [], of: null, ended: 'refused', headMs: null, isCompressed, stoodMs };
  const first = heard.pieces[0]?.at ?? 0;
  const arrivals = arrivalsIn(heard.pieces);
  const isShort = heard.ending === 'whole' && arrivals.length < wanted;
  // The connection took one way there and back, the question another.
  const headMs = phases.connect === null ? null : Math.max(0, first - (phases.tls ?? phases.connect) - phases.connect);
  return { arrivals, of: wanted, ended: isShort ? 'cut' : endedAs[heard.ending], headMs, isCompressed, stoodMs };
};

/** Half a pace: what is seen so late tells nothing of the way. */
const stillMs = 100;

/** Nobody is blamed for a device that was too busy to see when the pieces came: it listens once more, and the quieter time counts. */
const runOf = async (scene: Scene, door: Door, run: Run): Promise<StreamRun> => {
  const first = await runOnce(scene, door, run);
  if (first.stoodMs <= stillMs || rhythmJudgement(first).troubles.length === 0) return first;
  const second = await runOnce(scene, door, run);
  return second.stoodMs < first.stoodMs ? second : first;
};

/** On this very device, and without a proxy, nothing can hold a stream for long: the short one is enough. */
export const lookStreams = (scene: Scene, door: Door): Promise<readonly StreamRun[]> => {
  const isShort = scene.target.isHere && door.proxy === null;
  return Promise.all(runs.filter(({ isLong }) => !isLong || !isShort).map((run) => runOf(scene, door, run)));
};
