/** A clock ran out: waits that grow with the number of calls at once mean overload; steady ones close to the limit, a limit too low. */
import type { CauseCode } from '../../domain/cause.ts';
import type { Scene, Try } from './scene.ts';
import { there } from './scene.ts';
import { secondsText } from './same-duration.ts';
import type { Sign } from './sign.ts';
import { signAgainst, signFor } from './sign.ts';

const late: ReadonlySet<CauseCode> = new Set([
  'http_response_timeout',
  'upstream_gateway_timeout',
  'connection_read_timeout',
]);
/** Fewer good answers than these say nothing of a trend. */
const fewest = 8;

/** How many of these tries were under way at a time. */
const loadOf = (tries: readonly Try[]): ((at: number) => number) => {
  const starts = tries.map(({ startedAt }) => startedAt).toSorted((one, two) => one - two);
  const ends = tries.map(({ startedAt, ms }) => startedAt + (ms ?? 0)).toSorted((one, two) => one - two);
  return (at) => countBelow(starts, at) - countBelow(ends, at);
};

/** How many of the sorted values lie under the limit. */
const countBelow = (sorted: readonly number[], limit: number): number => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** Ranks from 0; equal values share the mean of theirs. */
const ranksOf = (values: readonly number[]): readonly number[] => {
  const [sorted, negated] = [values, values.map((value) => -value)].map((all) => all.toSorted((one, two) => one - two));
  const above = (value: number): number => countBelow(negated ?? [], -value);
  return values.map((value) => (countBelow(sorted ?? [], value) + values.length - 1 - above(value)) / 2);
};

/** Spearman's rank correlation, −1 to 1; 0 where one of the two never changes. */
export const correlation = (one: readonly number[], two: readonly number[]): number => {
  const [x, y] = [ranksOf(one), ranksOf(two)];
  const mean = (one.length - 1) / 2;
  const sum = (each: (index: number) => number): number => x.reduce((total, _, index) => total + each(index), 0);
  const dx = (index: number): number => (x[index] ?? mean) - mean;
  const dy = (index: number): number => (y[index] ?? mean) - mean;
  const spread = Math.sqrt(sum((at) => dx(at) ** 2) * sum((at) => dy(at) ** 2));
  return spread === 0 ? 0 : sum((at) => dx(at) * dy(at)) / spread;
};

export const latency = (scene: Scene): readonly Sign[] => {
  if (!late.has(scene.cause.code)) return [];
  const tries = there(scene);
  const mine = tries.findLast(({ sighting, cause }) => sighting === scene.mine && cause !== null);
  const good = tries.filter(({ firstMs, model }) => firstMs !== null && model === mine?.model);
  if (mine?.ms == null || good.length < fewest) return [];
  const waits = good.map(({ firstMs }) => firstMs ?? 0);
  const load = loadOf(tries);
  const rho = correlation(
    good.map(({ startedAt }) => load(startedAt)),
    waits,
  );
  const slow = waits.toSorted((one, two) => one - two)[Math.floor(waits.length * 0.95)] ?? 0;
  if (rho >= 0.5) {
    const clue = { says: 'the wait grows with the number of calls at once (rank correlation)', value: rho.toFixed(2) };
    return [
      signFor({ family: 'overload', origin: 'latency', weight: 0.45 + rho / 2, who: 'provider', clue }),
      signAgainst({ family: 'timeout', origin: 'latency', weight: rho / 2 }),
    ];
  }
  if (rho >= 0.3) return [];
  const steady = signAgainst({ family: 'overload', origin: 'latency', weight: 0.5 });
  if (slow < mine.ms * 0.7) return [steady];
  const value = `${secondsText(slow)} of ${secondsText(mine.ms)}`;
  const clue = { says: 'slow good answers come close to the limit, whatever the load', value };
  return [steady, signFor({ family: 'timeout', origin: 'latency', weight: 0.7, who: 'operator', clue })];
};
