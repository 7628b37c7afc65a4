/** What is learned of an upstream from calls and probes. */
import type { Cause } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import type { Breaker, Witness } from '../policy/breaker.ts';
import {
  afterFailure,
  afterGood,
  afterGoodProbe,
  afterRedCheck,
  isLimit,
  recovered,
  released,
  restUntil,
  stirred,
} from '../policy/breaker.ts';
import { afterBad } from '../policy/health/ejection.ts';
import { endsRest } from '../policy/health/recovery.ts';
import { failureMs, learnLatency, relieved } from '../policy/select/latency.ts';
import type { Live, LiveModel, Probed } from './live.ts';

/** One attempt's upstream and model, and of which of them it is a probe. */
export interface Lesson {
  readonly live: Live;
  readonly model: LiveModel;
  readonly probesHost: boolean;
  readonly probesModel: boolean;
}

export const learnGood = ({ live, model }: Lesson, now: number): void => {
  live.breaker = afterGood(live.breaker);
  model.breaker = afterGood(model.breaker);
  live.outcomes.good(now);
  model.outcomes.good(now);
  if (model.penalty !== null) model.penalty = relieved(model.penalty, now);
};

/** Probes went well: first content came, or the whole answer. */
export const learnGoodProbe = ({ live, model, probesHost, probesModel }: Lesson, now: number): void => {
  if (probesHost) live.breaker = afterGoodProbe(live.breaker, now);
  if (probesModel) model.breaker = afterGoodProbe(model.breaker, now);
};

/** Without a verdict a probe hands its lease on. */
export const learnNothing = ({ live, model, probesHost, probesModel }: Lesson): void => {
  if (probesHost) live.breaker = released(live.breaker);
  if (probesModel) model.breaker = released(model.breaker);
};

export interface Bad {
  readonly cause: Cause;
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly draw: number;
}

export const learnBad = (lesson: Lesson, bad: Bad): void => {
  const { live, model, probesHost, probesModel } = lesson;
  const { cause, now } = bad;
  const { hurts, again } = traits[cause.code];
  const isTold = cause.retryAfterMs !== null && again === 'later';
  if (hurts === 'nothing' && !isTold) return learnNothing(lesson);
  if (hurts !== 'nothing') model.penalty = learnLatency(model.penalty, failureMs(model.penalty, now), now);
  if (hurts === 'host' || hurts === 'model') count(lesson, bad);
  if (hurts === 'model') {
    // The host answered for one of its models: it lives.
    if (probesHost) live.breaker = afterGoodProbe(live.breaker, now);
  } else live.breaker = worse(live, { ...bad, isProbe: probesHost, by: 'calls' });
  if (hurts === 'model' || hurts === 'host')
    model.breaker = worse(model, { ...bad, isProbe: probesModel, by: 'calls' });
  else if (probesModel) model.breaker = released(model.breaker);
};

/** However long it asks to be left alone, after so long a call looks whether it meant it. */
const longestToldMs = 3_600_000;

type Observed = Pick<Live, 'breaker' | 'outcomes' | 'undecided'>;

interface Witnessed extends Bad {
  readonly isProbe: boolean;
  readonly by: Witness;
}

const worse = ({ breaker, outcomes, undecided }: Observed, { isProbe, ...bad }: Witnessed): Breaker => {
  const { cause, now } = bad;
  if (cause.retryAfterMs !== null && traits[cause.code].again === 'later')
    return restUntil(breaker, now + Math.min(cause.retryAfterMs, longestToldMs), { cause, now });
  // A call from before it opened.
  if (breaker.kind === 'probing' && !isProbe) return breaker;
  const unheard = isSlowNews(cause) ? 0 : undecided;
  return afterFailure(breaker, { ...bad, usualShare: usualShare(outcomes, breaker, now), undecided: unheard });
};

/** A clock ran out: that is no faster than an answer, so those that came later and show nothing yet are no counterweight. */
const isSlowNews = ({ code, family }: Cause): boolean =>
  family === 'timeout' || code === 'connection_timeout' || code === 'dns_timeout';

/** The share that failed of late, without the failures in a row that stand at its end. */
const usualShare = (outcomes: Live['outcomes'], breaker: Breaker, now: number): number => {
  const run = breaker.kind === 'closed' ? breaker.failures + 1 : 0;
  const { good, bad } = outcomes.counts(now);
  const before = Math.max(0, bad - run);
  return good + before === 0 ? 0 : before / (good + before);
};

/** Only faults count: a limit is no failure, it has its own rest. */
const count = ({ live, model }: Lesson, { cause, now, draw }: Bad): void => {
  if (isLimit(cause)) return;
  const blamed = traits[cause.code].hurts === 'host' ? [live, model] : [model];
  for (const one of blamed) {
    one.outcomes.bad(now);
    const { good, bad } = one.outcomes.counts(now);
    // Failures are heard of first: until more is known, those that are out count as good.
    const ejection = afterBad(one.ejection, { good: good + one.undecided, bad, cause, now, draw });
    // What led to an ejection is not held against it once more when it is over.
    if (ejection !== one.ejection) one.outcomes.clear();
    one.ejection = ejection;
  }
};

const endedByCheck = (live: Live): readonly Pick<Live, 'breaker'>[] => {
  const wasRed = live.probed.kind === 'bad';
  return [live, ...live.models.values()].filter(({ breaker }) => endsRest(breaker, wasRed));
};

/** A sign that it is back. True when calls may go there that could not before. */
export const learnStir = (live: Live, now: number): boolean => {
  const resting = endedByCheck(live);
  for (const one of resting) one.breaker = stirred(one.breaker, now);
  return resting.length > 0;
};

/** What an active probe saw. True when calls may go there that could not before. */
export const learnProbe = (live: Live, probed: Probed, draw: number): boolean => {
  const resting = endedByCheck(live);
  live.probed = probed;
  switch (probed.kind) {
    case 'unknown':
      return false;
    case 'bad':
      live.breaker = afterRedCheck(live.breaker, { cause: probed.cause, now: probed.at, draw });
      return false;
    case 'good':
      for (const one of resting) one.breaker = recovered(one.breaker, probed.at);
      return resting.length > 0;
    default:
      return probed satisfies never;
  }
};
