/** Performs one scenario against a gateway: load, the callers' and upstreams' views, the record, the verdict. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Heard, Observation } from '../judge/observation.ts';
import { isWhole } from '../judge/conduct.ts';
import { verdictOn, type Judged } from '../judge/verdict.ts';
import { call, type Asking } from './call.ts';
import type { Stage } from './stage.ts';
import { watchStandstill, type Standstill } from './standstill.ts';
import { askWhy } from './why.ts';

/** The gateway under test. */
export interface Subject {
  /** Ends in `/v1`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A model that always answers. */
  readonly healthyModel: string;
  /** Whether it keeps our contract. */
  readonly ours: boolean;
  /** Ends it as a crash does, and starts it again; `null` where that is not in our hands. */
  readonly killAndStart: (() => Promise<void>) | null;
}

export interface Performed extends Judged {
  readonly id: string;
  readonly title: string;
  readonly ms: number;
  /** Of the call that waited longest for its first word; `null` when one never got any. */
  readonly firstWordMs: number | null;
  readonly attempts: { readonly primary: number; readonly backup: number };
}

/** Less than a word takes. */
const lookMs = 5;

const healthyAsking = (subject: Subject, stop: AbortSignal): Asking => ({
  url: subject.url,
  operation: 'chat',
  model: subject.healthyModel,
  stream: false,
  body: {},
  headers: subject.headers,
  limitMs: 40_000,
  leaveAfterWords: null,
  comesBack: false,
  hasWords: () => undefined,
  stop,
});

export const askHealthy = (subject: Subject, stop: AbortSignal): Promise<Heard> => call(healthyAsking(subject, stop));

const sendLoad = async (stage: Stage, subject: Subject, stop: AbortSignal): Promise<readonly Heard[]> => {
  const { load } = stage.scenario;
  const { operation, stream, body, limitMs, leaveAfterWords } = load;
  const kill = killing(stage, subject, stop);
  const asking: Asking = {
    url: subject.url,
    headers: subject.headers,
    model: stage.model,
    operation,
    stream,
    body,
    limitMs,
    leaveAfterWords,
    comesBack: load.killAfterWords !== null,
    hasWords: (count) => kill.hasWords(count),
    stop,
  };
  const heard = Promise.all(
    Array.from({ length: load.count }, async (_, n) => {
      await sleep(n * load.everyMs, undefined, { signal: stop }).catch(() => undefined);
      return call(asking);
    }),
  );
  await kill.done;
  return heard;
};

interface Killing {
  hasWords(count: number): void;
  /** Resolves when it is there again; at once where nobody kills it. */
  readonly done: Promise<void>;
}

const killing = (stage: Stage, { killAndStart }: Subject, stop: AbortSignal): Killing => {
  const { killAfterWords } = stage.scenario.load;
  if (killAfterWords === null || killAndStart === null) return { hasWords: () => undefined, done: Promise.resolve() };
  let words = 0;
  const watch = async (): Promise<void> => {
    while ((stage.seen('primary').length === 0 || words < killAfterWords) && !stop.aborted) await sleep(lookMs);
    if (!stop.aborted) await killAndStart();
  };
  return { hasWords: (count) => void (words = count), done: watch() };
};

/** An upstream may learn of a caller's leaving a moment after it left. */
const settle = async (stage: Stage, standstill: Standstill): Promise<void> => {
  const isOpen = (): boolean =>
    [...stage.seen('primary'), ...stage.seen('backup')].some(
      ({ doneAt, goneAt }) => doneAt === null && goneAt === null,
    );
  const waits = stage.scenario.checks.map(({ claim }) => (claim.kind === 'cancel-seen' ? claim.withinMs : 0));
  const awakeMs = (): number => performance.now() - standstill.missedMs;
  const until = awakeMs() + Math.max(0, ...waits);
  while (isOpen() && awakeMs() < until) await sleep(20);
};

const firstWordOf = (heard: readonly Heard[]): number | null => {
  const waits = heard.map(({ startedAt, firstWordAt }) => (firstWordAt === null ? Infinity : firstWordAt - startedAt));
  const longest = Math.max(...waits);
  return Number.isFinite(longest) ? Math.round(longest) : null;
};

export const perform = async (stage: Stage, subject: Subject, stop: AbortSignal): Promise<Performed> => {
  const { scenario } = stage;
  stage.begin();
  using standstill = watchStandstill();
  const startedAt = performance.now();
  const heard = await sendLoad(stage, subject, stop);
  const ms = performance.now() - startedAt;
  await settle(stage, standstill);
  const { missedMs } = standstill;
  const told = subject.ours ? await Promise.all(heard.map((one) => askWhy(subject.url, one))) : [];
  const seen = { primary: stage.seen('primary'), backup: stage.seen('backup') };
  const alive = isWhole(await askHealthy(subject, stop));
  const observation: Observation = { startedAt, missedMs, heard, told, seen, alive, ours: subject.ours };
  const attempts = { primary: seen.primary.length, backup: seen.backup.length };
  return {
    id: scenario.id,
    title: scenario.title,
    ms: Math.round(ms),
    firstWordMs: firstWordOf(heard),
    attempts,
    ...verdictOn(scenario, observation),
  };
};
