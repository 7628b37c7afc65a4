/** The first request after a pause meets a connection that the other side has just closed: a race of keep-alive clocks. */
import type { CauseCode } from '../../domain/cause.ts';
import type { Scene, Try } from './scene.ts';
import { there } from './scene.ts';
import { secondsText } from './same-duration.ts';
import type { Sign } from './sign.ts';
import { signAgainst, signFor } from './sign.ts';

const racing: ReadonlySet<CauseCode> = new Set(['keepalive_race', 'connection_terminated', 'connection_reset']);
/** Servers that close idle connections sooner than this do not exist in the field. */
const shortestIdleMs = 1_000;

interface Reuse {
  readonly idleMs: number;
  readonly isBroken: boolean;
}

const isBroken = ({ cause, isSilent }: Try): boolean => cause !== null && racing.has(cause.code) && isSilent;

/** How long the upstream had been quiet before each try on a used connection. */
const reusesOf = (tries: readonly Try[]): readonly Reuse[] => {
  let quietSince: number | null = null;
  return tries
    .toSorted((one, two) => one.startedAt - two.startedAt)
    .flatMap((one) => {
      const idleMs = quietSince === null ? null : one.startedAt - quietSince;
      quietSince = Math.max(quietSince ?? 0, one.startedAt + (one.ms ?? 0));
      return one.isReused && idleMs !== null ? [{ idleMs, isBroken: isBroken(one) }] : [];
    });
};

/** It breaks although the connection was in use a moment before, or is new: the server dies on requests, no clock is at fault. */
const noRace = (broken: number): readonly Sign[] => {
  const clue = { says: 'it broke on connections that were in use a moment before', value: String(broken) };
  return [
    signAgainst({ family: 'misconfiguration', origin: 'idle', weight: 0.8 }),
    ...(broken === 0 ? [] : [signFor({ family: 'backend', origin: 'idle', weight: 0.6, who: 'provider', clue })]),
  ];
};

export const idleRace = (scene: Scene): readonly Sign[] => {
  if (!racing.has(scene.cause.code)) return [];
  const tries = there(scene);
  const reuses = reusesOf(tries);
  const broken = reuses.filter((one) => one.isBroken).map(({ idleMs }) => idleMs);
  const onNew = tries.filter((one) => isBroken(one) && !one.isReused).length;
  if (onNew > broken.length) return noRace(0);
  if (broken.length === 0) return [];
  const leastMs = Math.min(...broken);
  if (leastMs < shortestIdleMs) return noRace(broken.filter((idleMs) => idleMs < shortestIdleMs).length);
  const busy = reuses.filter((one) => !one.isBroken && one.idleMs < leastMs).length;
  if (broken.length < 2 && busy < 2) return [];
  const clue = { says: 'it broke only on the first call after a pause of at least', value: secondsText(leastMs) };
  const weight = Math.min(0.9, 1 - 0.5 ** (broken.length + Math.min(2, busy / 2)));
  return [
    signFor({ family: 'misconfiguration', origin: 'idle', weight, who: 'operator', code: 'keepalive_race', clue }),
  ];
};
