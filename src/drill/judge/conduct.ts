/** The claims that take more than a line: over an outage, over repeated attempts, and over what was explained. */
import type { Claim } from '../scenarios/scenario.ts';
import { canon } from '../text.ts';
import type { Seen } from '../upstream/ledger.ts';
import { holds, nothingToSay, type Holds } from './holds.ts';
import type { Heard, Observation, Told } from './observation.ts';

/** Exact: one known text, and nothing else. */
export const isWhole = ({ outcome, text }: Heard): boolean => outcome === 'answer' && text === canon;

/** A prompt that does not fit may come again only when it became shorter. */
export const compacted = (attempts: readonly Seen[]): boolean =>
  attempts.every(({ requestBytes }, index) => index === 0 || requestBytes < (attempts[index - 1]?.requestBytes ?? 0));

const callsWhileDown = ({ heard, startedAt }: Observation, downMs: number): readonly Heard[] =>
  heard.filter((call) => call.startedAt - startedAt < downMs);

export const servedWhileDown = (observation: Observation, downMs: number): Holds => {
  const calls = callsWhileDown(observation, downMs);
  const served = calls.filter(isWhole).length;
  return holds(
    calls.length > 0 && served === calls.length,
    `${served} of ${calls.length} calls served while the primary was down`,
  );
};

export const sparseProbes = (observation: Observation, downMs: number): Holds => {
  const calls = callsWhileDown(observation, downMs).length;
  const attempts = observation.seen.primary.filter(({ at }) => at - observation.startedAt < downMs).length;
  return holds(attempts <= calls, `${attempts} attempts at the primary for ${calls} calls while it was down`);
};

interface Explanation {
  readonly code: string | null;
  readonly family: string | null;
  readonly who: string | null;
}

/** What the caller was told; for a call that was rescued, what the record says of its first failed attempt. */
const explanationOf = (call: Heard, told: Told | null): Explanation | null => {
  if (call.outcome === 'error') return call.error;
  const failed = told?.attempts.find(({ code }) => code !== null && code !== 'ok');
  return failed === undefined ? null : { ...failed, who: null };
};

export const isExplained = (
  claim: Extract<Claim, { kind: 'explained' }>,
  { heard, told, ours }: Observation,
): Holds => {
  if (!ours) return nothingToSay('the gateway does not keep our contract');
  const wrong = heard.flatMap((call, index) => {
    const found = explanationOf(call, told[index] ?? null);
    // A primary known to be down is not tried: then nothing failed in this call.
    if (found === null) return call.outcome === 'answer' && (told[index]?.attempts.length ?? 0) <= 1 ? [] : ['nothing'];
    const right =
      claim.codes.some((code) => code === found.code) &&
      claim.families.some((family) => family === found.family) &&
      (found.who === null || claim.who.some((who) => who === found.who));
    return right
      ? []
      : [`${found.code ?? 'no code'} (${[found.family, found.who].filter((word) => word !== null).join(', ')})`];
  });
  const expected = claim.codes.join(' or ');
  return wrong.length === 0
    ? holds(true, `explained as ${expected}`)
    : holds(false, `explained as ${wrong[0]}, expected ${expected}`);
};
