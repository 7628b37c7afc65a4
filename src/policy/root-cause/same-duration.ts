/** Things that end after the same time were ended by a clock; well-known times name the likely owner. */
import type { Scene } from './scene.ts';
import { there } from './scene.ts';
import type { CauseCode } from '../../domain/cause.ts';
import type { Sign } from './sign.ts';
import { signFor } from './sign.ts';

/** Defaults of common servers, in seconds, as their documentation has them. */
const knownClocks: readonly (readonly [number, string])[] = [
  [15, 'Envoy’s route timeout'],
  [29, 'AWS API Gateway’s integration timeout'],
  [30, 'the timeout of Google’s load balancer or of Heroku’s router'],
  [60, 'nginx’s proxy_read_timeout or the idle timeout of an AWS load balancer'],
  [100, 'Cloudflare’s proxy read timeout'],
  [120, 'Cloudflare’s proxy read timeout'],
  [300, 'Envoy’s stream idle timeout, or headersTimeout and bodyTimeout of undici'],
];

/** How far two runs of one clock lie apart. */
const toleranceMs = (ms: number): number => Math.max(50, ms * 0.02);

/** Nobody sets a clock on answers shorter than this; what ends sooner has other reasons in common. */
const shortestMs = 4_500;

export interface CommonClock {
  readonly ms: number;
  /** How many ended then, of how many that ended alike. */
  readonly hits: number;
  readonly of: number;
  /** Whose default it is, as far as known. */
  readonly owner: string | null;
}

/** A clock of a default length rings on its mark or just behind it; 2 % would take 100 s for 98 s. */
const ownerOf = (ms: number): string | null =>
  knownClocks.find(([seconds]) => Math.abs(ms - seconds * 1000) <= Math.max(100, seconds * 5))?.[1] ?? null;

/** The clock that ended most of these, if one did: most lie within its tolerance and there are at least two. */
export const commonClock = (durations: readonly number[]): CommonClock | null => {
  const long = durations.filter((ms) => ms >= shortestMs).toSorted((one, two) => one - two);
  let best: readonly number[] = [];
  let from = 0;
  for (const [to, ms] of long.entries()) {
    while (ms - (long[from] ?? ms) > toleranceMs(ms)) from++;
    if (to - from + 1 > best.length) best = long.slice(from, to + 1);
  }
  const middle = best[Math.floor(best.length / 2)];
  if (middle === undefined || best.length < 2 || best.length < durations.length * 0.8) return null;
  return { ms: middle, hits: best.length, of: durations.length, owner: ownerOf(middle) };
};

/** Two may agree by chance, more hardly; a known length is a second, independent sign. */
export const clockWeight = ({ hits }: CommonClock): number => 1 - 0.4 ** (hits - 1);

export const secondsText = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** Ends that another's clock can bring about. Our own clocks have codes of their own and say so. */
const cut: ReadonlySet<CauseCode> = new Set([
  'connection_terminated',
  'http_response_incomplete',
  'upstream_gateway_timeout',
  'upstream_gateway_error',
]);

export const sameDuration = (scene: Scene): readonly Sign[] => {
  if (!cut.has(scene.cause.code)) return [];
  const tries = there(scene);
  const ended = tries.flatMap(({ cause, ms }) => (cause !== null && cut.has(cause.code) && ms !== null ? [ms] : []));
  const clock = commonClock(ended);
  const mine = scene.mine.call.attempts.findLast(({ cause }) => cause?.code === scene.cause.code)?.phases.end ?? null;
  if (clock === null || mine === null || Math.abs(mine - clock.ms) > toleranceMs(clock.ms)) return [];
  // Good answers that took longer went past this clock, so there is none.
  if (tries.some(({ cause, ms }) => cause === null && ms !== null && ms > clock.ms * 1.05)) return [];
  const clue = { says: 'ended after the same time', value: `${secondsText(clock.ms)}, ${clock.hits} of ${clock.of}` };
  const family = 'timeout' as const;
  const owner = { says: 'that is by default', value: clock.owner ?? '' };
  return [
    signFor({ family, origin: 'clock', weight: clockWeight(clock), who: 'operator', clue }),
    ...(clock.owner === null ? [] : [signFor({ family, origin: 'known', weight: 0.6, who: 'operator', clue: owner })]),
  ];
};
