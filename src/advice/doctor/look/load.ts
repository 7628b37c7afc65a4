/** How the way bears load: large packets, and bytes per second. */
import type { Asked } from '../../../domain/doctor-ports.ts';
import type { RouteFacts } from '../route.ts';
import type { Scene } from '../scene.ts';
import { sideMs } from '../scene.ts';
import type { Answer, Door } from './answer.ts';
import { askingOf } from './answer.ts';

/** More than two packets of Ethernet (1,500 bytes), and less than any server's limit for headers (4 kB and up). */
const paddingBytes = 3_000;

const isAnswered = ({ heard }: Asked): boolean => heard.kind === 'answer';

const isSilentAt = ({ asked }: Answer, at: 'tls' | 'answer'): boolean =>
  asked?.heard.kind === 'failed' && asked.heard.at === at && asked.heard.code === 'ETIMEDOUT';

/** A small question with a large head: whether it goes up. */
const padded = async (scene: Scene, door: Door): Promise<RouteFacts['bigPackets']> => {
  const asking = askingOf(scene, door, scene.target.path);
  const headers = { ...asking.headers, 'x-padding': 'x'.repeat(paddingBytes) };
  const { heard } = await scene.world.ask({ ...asking, headers, method: 'HEAD' });
  if (heard.kind === 'answer') return 'come';
  return heard.code === 'ETIMEDOUT' && heard.at === 'answer' ? 'vanish' : null;
};

/** Nothing came of a page that is large; whether something small comes tells lost packets from a server that hangs. */
const small = async (scene: Scene, door: Door): Promise<RouteFacts['bigPackets']> => {
  const asked = await scene.world.ask({ ...askingOf(scene, door, scene.target.path), method: 'HEAD', ms: sideMs });
  return isAnswered(asked) ? 'vanish' : null;
};

/** Certificates are large, and a plain word to a server that expects them is answered by a few bytes, or by hanging up. */
const smallSecure = async ({ world, target }: Scene, { address }: Door): Promise<RouteFacts['bigPackets']> => {
  const poked = await world.poke({ address, port: target.port, text: 'good-gateway\r\n\r\n', ms: sideMs });
  return poked === 'silent' ? null : 'vanish';
};

/** Behind a proxy its own answers come in between, so nothing can be told. */
export const lookBigPackets = async (scene: Scene, door: Door, answer: Answer): Promise<RouteFacts['bigPackets']> => {
  if (door.proxy !== null || answer.asked === null) return null;
  if (isSilentAt(answer, 'tls')) return smallSecure(scene, door);
  if (isSilentAt(answer, 'answer')) return small(scene, door);
  return isAnswered(answer.asked) ? padded(scene, door) : null;
};

/** Less tells more of the start of a connection than of the line. */
const fewestBytes = 12 * 1024;
const shortestMs = 400;
/** No more than a small picture; with consent a megabyte. */
const sampleBytes = 24 * 1024;
const wantedBytes = 1024 * 1024;

/** Bytes per second after the first piece; `null`: too little to tell. A line that took no time at all is fast, however little came. */
const speedIn = ({ heard }: Asked): number | null => {
  if (heard.kind !== 'answer') return null;
  const [first, ...rest] = heard.pieces;
  const last = rest.at(-1);
  const bytes = rest.reduce((sum, { text }) => sum + text.length, 0);
  if (first === undefined || last === undefined) return null;
  const ms = last.at - first.at;
  return bytes >= fewestBytes && ms >= shortestMs ? (bytes / ms) * 1_000 : null;
};

export const lookSpeed = async (scene: Scene, door: Door, { asked, isOurs }: Answer): Promise<number | null> => {
  if (scene.target.isHere || asked === null) return null;
  const seen = speedIn(asked);
  if (seen !== null || !isOurs) return seen;
  const n = scene.isSpeedWanted ? wantedBytes : sampleBytes;
  const asking = askingOf(scene, door, `/doctor/bytes?n=${n}`);
  return speedIn(await scene.world.ask({ ...asking, ms: sideMs, bytes: n }));
};
