/** Walks the whole way: every hop is judged as soon as what it needs is known, and told at once. */
import type { DoctorWorld } from '../../domain/doctor-ports.ts';
import { concluded } from './conclude.ts';
import type { Controls } from './controls.ts';
import type { Diagnosis, Hop, HopId } from './diagnosis.ts';
import { hopIds } from './diagnosis.ts';
import { hopJudges } from './hops.ts';
import { unknown } from './judgement.ts';
import { statusUrlOf } from './look/status-page.ts';
import { Looks } from './looks.ts';
import { proxyOf } from './proxy-setting.ts';
import type { Scene } from './scene.ts';
import { wholeMs } from './scene.ts';
import type { Target } from './target.ts';

export interface WalkWish {
  readonly world: DoctorWorld;
  readonly target: Target;
  readonly controls: Controls;
  readonly callId: string | null;
  /** May a megabyte be moved to measure the speed? */
  readonly isSpeedWanted: boolean;
  /** Told of each hop as it is judged, in no fixed order. */
  readonly onHop: (hop: Hop) => void;
}

type Judged = (ids: readonly HopId[]) => Promise<readonly Hop[]>;

/** Judges hops side by side; one that is not done in time is unknown. */
const judging = (looks: Looks, onHop: WalkWish['onHop']): Judged => {
  const { clock } = looks.scene.world;
  const startedAt = clock.monotonic();
  return async (ids) => {
    const over = new AbortController();
    const late = clock.sleep(wholeMs - (clock.monotonic() - startedAt), over.signal);
    const hops = await Promise.all(
      ids.map(async (id) => {
        const judged = hopJudges[id](looks).then((judgement) => judgement);
        const judgement = await Promise.race([judged, late.then(() => unknown('It was not done within the time.'))]);
        const hop: Hop = { id, ms: Math.round(clock.monotonic() - startedAt), ...judgement };
        onHop(hop);
        return hop;
      }),
    );
    over.abort();
    return hops;
  };
};

const sceneOf = ({ world, target, controls, callId, isSpeedWanted }: WalkWish): Scene => {
  const device = world.device();
  return { world, target, controls, device, proxy: proxyOf(device.proxies, target), callId, isSpeedWanted };
};

/** What nobody has answered by the end is not waited for. */
const soonest = <T, N>(promise: Promise<T>, otherwise: N): Promise<T | N> =>
  Promise.race([promise, Promise.resolve(otherwise)]);

const conclude = async (looks: Looks, hops: readonly Hop[], at: number): Promise<Diagnosis> => {
  const { scene } = looks;
  const judged = ['gateway', 'http'].some((id) => hops.some((hop) => hop.id === id && hop.status !== 'unknown'));
  const own = judged ? await soonest(looks.own(), null) : null;
  const isOurs = own !== null;
  const status = isOurs ? new URL('/status', scene.target.url).href : statusUrlOf(scene);
  const ms = Math.round(hops.reduce((most, hop) => Math.max(most, hop.ms), 0));
  const isProxyJudged = hops.some(({ id, status: how }) => id === 'proxy' && how !== 'unknown');
  const browsersProxy = isProxyJudged ? ((await soonest(looks.ofSystem(), null))?.url ?? null) : null;
  return concluded(scene, { at, ms, hops, about: own?.said ?? null, status, browsersProxy });
};

export const walk = async (wish: WalkWish): Promise<Diagnosis> => {
  const looks = new Looks(sceneOf(wish));
  const at = wish.world.clock.now();
  return conclude(looks, await judging(looks, wish.onHop)(hopIds), at);
};

const isBad = ({ status }: Hop): boolean => status === 'fail' || status === 'warn';

/** Once nothing fails any more: what was not reached before. Where it is not even reached now, something else fails: all. */
const isWorthALook = (hop: Hop, again: readonly Hop[]): boolean => {
  if (isBad(hop) || again.some(({ status }) => status === 'fail')) return false;
  return hop.status !== 'ok' || again.some(({ status }) => status === 'skip' || status === 'unknown');
};

/** Looks again only at what failed; where that is well now, also at what was not reached for it. */
export const walkAgain = async (wish: WalkWish, before: Diagnosis): Promise<Diagnosis> => {
  const looks = new Looks(sceneOf(wish));
  const at = wish.world.clock.now();
  const judgeSilently = judging(looks, () => {});
  const judge: Judged = async (ids) => {
    const hops = await judgeSilently(ids);
    for (const hop of hops) wish.onHop(hop);
    return hops;
  };
  const failed = before.hops.filter(isBad).map(({ id }) => id);
  const again = await judge(failed);
  const rest = await judge(before.hops.filter((hop) => isWorthALook(hop, again)).map(({ id }) => id));
  const fresh = [...again, ...rest];
  const hops = before.hops.map((hop) => fresh.find(({ id }) => id === hop.id) ?? hop);
  return conclude(looks, hops, at);
};
