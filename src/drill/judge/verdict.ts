/** The verdict on a scenario, by the rules of Failover Bench. */
import { faults } from '../faults/registry.ts';
import type { Claim, Scenario, Weight } from '../scenarios/scenario.ts';
import { judge } from './claims.ts';
import { isWhole } from './conduct.ts';
import { keepsContract } from './contract.ts';
import type { Heard, Observation } from './observation.ts';

/**
 * `pass`: the best outcome, and all checks hold. `partial`: the best outcome, an advisory check broken, or a rejection routed around.
 * `safe`: not rescued, but a bounded, clean error. `fail`: a hang, a truncated answer shown as a success, or a required check broken.
 */
export type Verdict = 'pass' | 'partial' | 'safe' | 'fail';

export interface Checked {
  readonly check: Claim['kind'] | 'contract';
  readonly weight: Weight;
  readonly holds: 'yes' | 'no' | 'none';
  readonly says: string;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly checks: readonly Checked[];
}

const check = (scenario: Scenario, observation: Observation): readonly Checked[] => {
  const checks = scenario.checks.map(({ claim, weight }): Checked => {
    const { kind, says } = judge(claim, observation);
    return { check: claim.kind, weight, holds: kind, says };
  });
  if (!observation.ours) return checks;
  const { kind, says } = keepsContract(observation);
  return [...checks, { check: 'contract', weight: 'required', holds: kind, says }];
};

const reached = (ideal: Scenario['ideal'], heard: readonly Heard[]): boolean =>
  heard.every((call) => {
    if (ideal === 'answer') return isWhole(call);
    if (ideal === 'fair') return isWhole(call) || call.outcome === 'error';
    return call.outcome === ideal;
  });

/** Faults below the request leave no trace of calls; all others have to be met by one. */
const wasMet = ({ primary }: Scenario, { seen }: Observation): boolean =>
  seen.primary.length + seen.backup.length > 0 || (primary.fault !== null && faults[primary.fault].at !== 'request');

export const verdictOn = (scenario: Scenario, observation: Observation): Judged => {
  const { heard } = observation;
  const checks = check(scenario, observation);
  const broken = (weight: Weight): readonly string[] =>
    checks.filter((one) => one.holds === 'no' && one.weight === weight).map(({ says }) => says);
  const is = (verdict: Verdict, reason: string): Judged => ({ verdict, reason, checks });

  if (heard.length === 0) return is('fail', 'nothing was asked');
  if (!wasMet(scenario, observation)) return is('fail', 'no upstream was ever asked: the fault was not met');
  const hung = heard.filter(({ outcome }) => outcome === 'hang').length;
  if (hung > 0) return is('fail', hung === heard.length ? 'hang' : `${hung} of ${heard.length} calls hang`);
  const cut = heard.find((call) => call.outcome === 'answer' && !isWhole(call));
  if (cut !== undefined)
    return is('fail', `${cut.text.length === 0 ? 'nothing' : 'a wrong or truncated answer'} shown as a success`);
  const [failed] = broken('required');
  if (failed !== undefined) return is('fail', broken('required').join('; '));
  const advisory = broken('advisory').join('; ');
  if (reached(scenario.ideal, heard))
    return advisory === '' ? is('pass', heard[0]?.note ?? '') : is('partial', advisory);
  if (scenario.ideal === 'error') return is('partial', 'answered by routing around the rejection');
  const lost = heard.find(({ outcome }) => outcome === 'error');
  return is('safe', `not rescued, clean error: ${lost?.note ?? 'none'}`);
};
