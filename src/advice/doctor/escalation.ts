/** When a trouble is worth somebody else's time, whose, and why: it comes back, it hits several people, or it is plainly not on this side. */
import { durationText } from '../../domain/words/index.ts';
import type { Blame, Diagnosis } from './diagnosis.ts';
import type { Recurrence } from './history.ts';
import type { TroubleId } from './troubles.ts';

export interface Escalation {
  /** Whom to tell. */
  readonly to: string;
  readonly because: readonly string[];
  /** All of it in one sentence. */
  readonly says: string;
  /** What nobody but a person can find out; `null`: it would tell nothing new. */
  readonly ask: string | null;
  /** For whom the report is. */
  readonly reader: 'support' | 'line';
}

/** Below this it may still be on this side. */
const plainly = 0.85;
const several = 2;

/** Announced work is known to whoever does it, a limit passes by itself, and what stands on this machine is mended here. */
const noNews: ReadonlySet<TroubleId> = new Set([
  'refused_here',
  'gateway_maintenance',
  'gateway_draining',
  'provider_maintenance',
  'site_maintenance',
  'throttled',
  'provider_throttled',
]);

const otherDevice = 'Does it fail on another device as well? Then it is not this one: say so when you tell somebody.';

const onTheirSide: ReadonlySet<Blame> = new Set(['gateway', 'provider']);

type Judged = Pick<Diagnosis, 'blame' | 'trouble' | 'confidence' | 'scope' | 'support' | 'expected'>;

const becauseOf = ({ blame, confidence, scope }: Judged, recurs: Recurrence | null): readonly string[] => [
  ...(scope !== null && scope.affected >= several && onTheirSide.has(blame)
    ? [
        `${scope.affected} of ${scope.of} people and programs met a failure in the last 5 minutes, so it is not you alone`,
      ]
    : []),
  ...(recurs?.isWorthTelling === true ? [recurs.says] : []),
  ...(onTheirSide.has(blame) && confidence >= plainly ? ['it is plainly not on your side'] : []),
];

const whom = ({ blame, support }: Judged): string => {
  switch (blame) {
    case 'gateway':
    case 'provider':
      return support ?? 'whoever runs it';
    case 'network':
      return 'whoever looks after this connection (your internet provider, or IT)';
    case 'you':
    case 'none':
    case 'unknown':
      return support ?? 'somebody who knows this device';
    default:
      return blame satisfies never;
  }
};

/** What passes by itself as a rule is worth telling where it does not. */
const when = ({ scope, expected }: Judged, recurs: Recurrence | null): string =>
  expected === null || recurs?.isWorthTelling === true || (scope?.affected ?? 0) >= several
    ? 'Tell'
    : `If it is not over in ${durationText(expected.p90Seconds * 1_000)}, tell`;

/** `null`: not yet. It may pass by itself, or be mended here. */
export const escalationOf = (judged: Judged, recurs: Recurrence | null): Escalation | null => {
  const { blame, trouble } = judged;
  if (blame === 'none' || trouble === null || noNews.has(trouble)) return null;
  const because = becauseOf(judged, recurs);
  if (because.length === 0) return null;
  const to = whom(judged);
  const says = `${when(judged, recurs)} ${to}: ${because.join('; ')}.`;
  return {
    to,
    because,
    says,
    ask: onTheirSide.has(blame) ? null : otherDevice,
    reader: blame === 'network' ? 'line' : 'support',
  };
};
