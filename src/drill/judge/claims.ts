/** Whether a claim holds for what was observed: one pure function for each kind. */
import type { Claim } from '../scenarios/scenario.ts';
import { compacted, isExplained, isWhole, servedWhileDown, sparseProbes } from './conduct.ts';
import { amplification, goodput, slowShare } from './crowd.ts';
import { holds, nothingToSay, type Holds } from './holds.ts';
import type { Observation } from './observation.ts';

type Of<K extends Claim['kind']> = Extract<Claim, { kind: K }>;

type Judges = { readonly [K in Claim['kind']]: (claim: Of<K>, observation: Observation) => Holds };

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** What the drill itself missed is nobody's slowness. */
const longest = ({ heard, missedMs }: Observation): number =>
  Math.max(0, ...heard.map(({ startedAt, endedAt }) => endedAt - startedAt)) - missedMs;

const sameLines = ({ heard, seen }: Observation): Holds => {
  const sent = [...seen.primary, ...seen.backup].map(({ data }) => data.join('\n'));
  const strange = heard.filter(({ data }) => !sent.includes(data.join('\n'))).length;
  return holds(
    strange === 0,
    strange === 0 ? 'data lines as they were sent' : `streams with other data lines than were sent: ${strange}`,
  );
};

const judges: Judges = {
  attempts({ at, min = 0, max = Infinity }, { seen }) {
    const count = seen[at].length;
    const expected = [...(min > 0 ? [`at least ${min}`] : []), ...(max < Infinity ? [`at most ${max}`] : [])].join(
      ', ',
    );
    return holds(count >= min && count <= max, `attempts at the ${at}: ${count}, expected ${expected}`);
  },
  gap({ minMs }, { seen }) {
    const [first, second] = seen.primary;
    if (first === undefined || second === undefined) return holds(false, 'no second attempt');
    return holds(second.at - first.at >= minMs, `second attempt after ${seconds(second.at - first.at)}`);
  },
  burst({ withinMs, max }, { seen }) {
    const start = seen.primary[0]?.at ?? 0;
    const count = seen.primary.filter(({ at }) => at - start < withinMs).length;
    return holds(count <= max, `attempts in the first ${seconds(withinMs)}: ${count}, at most ${max}`);
  },
  ends: ({ withinMs }, observation) =>
    holds(longest(observation) <= withinMs, `ended after ${seconds(longest(observation))}`),
  whole: (_, { heard }) =>
    holds(heard.every(isWhole), heard.every(isWhole) ? 'the whole answer' : 'not the whole answer'),
  alive: (_, { alive }) => holds(alive, alive ? 'healthy afterwards' : 'a healthy call failed afterwards'),
  usage: (_, { heard }) =>
    holds(
      heard.every(({ hasUsage }) => hasUsage),
      heard.every(({ hasUsage }) => hasUsage) ? 'usage in the answer' : 'an answer without usage',
    ),
  'backup-named'(_, { heard, seen }) {
    if (seen.backup.length === 0) return nothingToSay('the backup was not used');
    const named = heard.at(-1)?.model ?? '';
    const expected = seen.backup.at(-1)?.model ?? '';
    return holds(named.endsWith(expected), `the answer says model "${named}", "${expected}" answered`);
  },
  'prefill-not-blamed'(_, { heard, seen }) {
    const refused = seen.backup.filter(({ lastRole }) => lastRole === 'assistant').length;
    return holds(
      refused === 0 || heard.every(({ outcome }) => outcome !== 'error'),
      `continuations refused by the backup: ${refused}`,
    );
  },
  compacted: (_, { seen }) =>
    holds(compacted(seen.primary), `attempts at the primary with a prompt that does not fit: ${seen.primary.length}`),
  'served-while-down': ({ downMs }, observation) => servedWhileDown(observation, downMs),
  'back-on-primary'({ downMs, withinMs }, { startedAt, seen }) {
    const back = seen.primary.find(({ fault }) => fault === null);
    if (back === undefined) return holds(false, 'the primary was never used again');
    const late = back.at - startedAt - downMs;
    return holds(late <= withinMs, `back on the primary ${seconds(late)} after it recovered`);
  },
  'sparse-probes': ({ downMs }, observation) => sparseProbes(observation, downMs),
  'cancel-seen'({ withinMs }, { heard, missedMs, seen }) {
    const left = heard[0]?.endedAt ?? 0;
    const gone = [...seen.primary, ...seen.backup].map(({ goneAt }) => goneAt);
    const late = Math.max(...gone.map((at) => (at ?? Infinity) - left)) - missedMs;
    return holds(
      late <= withinMs,
      Number.isFinite(late)
        ? `upstream saw the end after ${seconds(Math.max(0, late))}`
        : 'an upstream was never told to stop',
    );
  },
  'same-lines': (_, observation) => sameLines(observation),
  amplification: (claim, observation) => amplification(claim, observation),
  'slow-share': (claim, observation) => slowShare(claim, observation),
  goodput: (claim, observation) => goodput(claim, observation),
  status: ({ oneOf }, { heard }) =>
    holds(
      heard.every(({ status }) => status !== null && oneOf.includes(status)),
      `status ${heard.map(({ status }) => status ?? 'none').join(', ')}`,
    ),
  explained: (claim, observation) => isExplained(claim, observation),
};

/** The table is typed by kind; here the kind is only known at run time. */
export const judge = (claim: Claim, observation: Observation): Holds =>
  (judges[claim.kind] as (claim: Claim, observation: Observation) => Holds)(claim, observation);
