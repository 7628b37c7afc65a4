/** The claims over many calls at once: how often upstreams were asked, how many waited long, how many were served. */
import type { Claim } from '../scenarios/scenario.ts';
import { isWhole } from './conduct.ts';
import { holds, type Holds } from './holds.ts';
import type { Observation } from './observation.ts';

type Of<K extends Claim['kind']> = Extract<Claim, { readonly kind: K }>;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export const amplification = ({ fromMs, most }: Of<'amplification'>, observation: Observation): Holds => {
  const { heard, seen, startedAt } = observation;
  const since = startedAt + fromMs;
  const calls = heard.filter((call) => call.startedAt >= since).length;
  const attempts = [...seen.primary, ...seen.backup].filter(({ at }) => at >= since).length;
  const each = attempts / calls;
  return holds(calls > 0 && each <= most, `${each.toFixed(3)} attempts for each of ${calls} calls, at most ${most}`);
};

export const slowShare = ({ fromMs, slowMs, most }: Of<'slow-share'>, { heard, startedAt }: Observation): Holds => {
  const calls = heard.filter((call) => call.startedAt >= startedAt + fromMs);
  const slow = calls.filter((call) => (call.firstWordAt ?? Infinity) - call.startedAt > slowMs).length;
  const share = slow / calls.length;
  return holds(
    calls.length > 0 && share <= most,
    `${slow} of ${calls.length} calls (${percent(share)}) without a word after ${slowMs} ms, at most ${percent(most)}`,
  );
};

export const goodput = ({ fromMs, untilMs, perSecond }: Of<'goodput'>, { heard, startedAt }: Observation): Holds => {
  const whole = heard.filter(
    (call) => isWhole(call) && call.endedAt >= startedAt + fromMs && call.endedAt < startedAt + untilMs,
  ).length;
  const rate = (whole * 1000) / (untilMs - fromMs);
  return holds(rate >= perSecond, `${rate.toFixed(1)} whole answers a second, at least ${perSecond}`);
};
