/** Which posts go out to a sink now, as one message. */
import type { AlertSeverity, Sink } from '../../domain/alert.ts';
import { gravest } from './notice.ts';
import type { Post } from './post.ts';
import { quietUntil } from './quiet.ts';

/** What comes so close together is one message; what is critical waits for nobody. */
const gatherMs = 5_000;
/** Ten kilobytes of JSON or so: Standard Webhooks asks for less than 20. */
const mostAtOnce = 20;

/** The end of a trouble is as urgent as the worst that was told of it. */
const urgencyOf = ({ notice, told }: Post): AlertSeverity =>
  told === null ? notice.severity : gravest(notice.severity, told.severity);

export type Waiting = Post & { readonly state: Extract<Post['state'], { kind: 'waiting' }> };

export const isWaiting = (post: Post): post is Waiting => post.state.kind === 'waiting';

/** When a post may go out at the earliest. */
const readyAt = (post: Waiting, sink: Sink, now: number): number => {
  const isCritical = urgencyOf(post) === 'critical';
  const held = isCritical ? null : quietUntil(sink.quiet, now);
  const gathered = isCritical || post.state.attempts > 0 ? 0 : post.state.since + gatherMs;
  return Math.max(held ?? 0, gathered, post.state.notBefore);
};

/** The oldest first; one that has to go takes along all that wait for nothing but company. */
export const batchOf = (posts: readonly Post[], sink: Sink, now: number): readonly Waiting[] => {
  const waiting = posts.filter(isWaiting);
  if (!waiting.some((post) => readyAt(post, sink, now) <= now)) return [];
  const isHeld = (post: Waiting): boolean => urgencyOf(post) !== 'critical' && quietUntil(sink.quiet, now) !== null;
  return waiting
    .filter((post) => post.state.notBefore <= now && !isHeld(post))
    .toSorted((one, other) => one.state.since - other.state.since)
    .slice(0, mostAtOnce);
};
