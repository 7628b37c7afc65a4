/** The second look at a failure: what happened around it corrects the first guess, says how sure that is, and how wide it reaches. */
import type { Cause, Clue, Family } from '../domain/cause.ts';
import type { Scope } from '../domain/scope.ts';
import { changes } from './root-cause/changes.ts';
import { firstGuess } from './root-cause/first-guess.ts';
import { idleRace } from './root-cause/idle-race.ts';
import { latency } from './root-cause/latency.ts';
import { neighbours } from './root-cause/neighbours.ts';
import { ownNetwork } from './root-cause/own-network.ts';
import { poison } from './root-cause/poison.ts';
import { sameDuration } from './root-cause/same-duration.ts';
import type { Scene } from './root-cause/scene.ts';
import { sceneOf } from './root-cause/scene.ts';
import { scopeOf } from './root-cause/scope.ts';
import type { RecentPast, Sighting } from './root-cause/sighting.ts';
import type { Sign, Verdict } from './root-cause/sign.ts';
import { weigh } from './root-cause/sign.ts';
import { vanished } from './root-cause/vanished.ts';

export interface Question {
  /** The first guess, see `classify`. */
  readonly cause: Cause;
  /** The call it ended, or hit on its way. */
  readonly sighting: Sighting;
  readonly recent: RecentPast;
  readonly now: number;
}

export interface RootCause {
  /** The corrected one: family, who, confidence and clues, the code only where another says it better. */
  readonly cause: Cause;
  readonly scope: Scope;
  readonly confidence: number;
  /** The next likely family; `null` when nothing speaks for another, or we are sure enough. */
  readonly runnerUp: Family | null;
  /** What was found beyond the attempt itself. */
  readonly clues: readonly Clue[];
}

/** Under this we say "most likely" and name the runner-up. */
const sureEnough = 0.6;

const rules: readonly ((scene: Scene) => readonly Sign[])[] = [
  neighbours,
  sameDuration,
  vanished,
  idleRace,
  poison,
  changes,
  latency,
  ownNetwork,
];

/** The caller's own request, and what the gateway itself decided: a fact of this one call, which no other call can correct. */
export const isSettled = ({ code, family, confidence }: Cause): boolean =>
  (family === 'client' && code !== 'client_gone') || (confidence === 1 && code !== 'client_gone');

const scopeText = ({ level, name, affected, of }: Scope): string =>
  `${affected} of ${of} (${name === null ? level : `${level} ${name}`})`;

const cluesOf = (signs: readonly Sign[], scope: Scope): readonly Clue[] => [
  ...signs.flatMap(({ clue }) => (clue === null ? [] : [clue])),
  ...(scope.affected < 2 ? [] : [{ says: `calls hit in the last ${scope.window}`, value: scopeText(scope) }]),
];

/** A failure of the same kind takes the verdict over; what it saw itself stays its own. */
export const applied = (cause: Cause, found: RootCause): Cause => ({
  ...cause,
  code: found.cause.code,
  family: found.cause.family,
  who: found.cause.who,
  confidence: found.confidence,
  clues: [...cause.clues, ...found.clues],
  scope: found.scope,
  runnerUp: found.runnerUp,
});

/** What the attempt alone says is left as it is. */
const unweighed = (cause: Cause, scope: Scope): RootCause => {
  const clues = cluesOf([], scope);
  const { confidence } = cause;
  const whole: Cause = { ...cause, clues: [...cause.clues, ...clues], scope };
  return { cause: whole, scope, confidence, runnerUp: null, clues };
};

const weighed = (cause: Cause, scope: Scope, verdicts: readonly [Verdict, ...Verdict[]]): RootCause => {
  const [{ family, signs, confidence: exact }, second] = verdicts;
  const confidence = Math.round(exact * 100) / 100;
  const runnerUp = confidence < sureEnough ? (second?.family ?? null) : null;
  const clues = cluesOf(signs, scope);
  const code = signs.find((sign) => sign.code !== null)?.code ?? cause.code;
  const who = signs.find((sign) => sign.who !== null)?.who ?? cause.who;
  const all = [...cause.clues, ...clues];
  const whole: Cause = { ...cause, code, family, who, confidence, clues: all, scope, runnerUp };
  return { cause: whole, scope, confidence, runnerUp, clues };
};

export const rootCause = ({ cause, sighting, recent, now }: Question): RootCause => {
  const scene = sceneOf(cause, sighting, { past: recent, now });
  const scope = scopeOf(scene);
  if (isSettled(cause)) return unweighed(cause, scope);
  const [best, ...others] = weigh([...firstGuess(cause), ...rules.flatMap((rule) => rule(scene))]);
  return best === undefined ? unweighed(cause, scope) : weighed(cause, scope, [best, ...others]);
};
