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

/** Those that nothing but company is left to wait for, the oldest first; as soon as one of them has to go, all go. */
export const batchOf = (posts: readonly Post[], sink: Sink, now: number): readonly Waiting[] => {
  const isQuiet = quietUntil(sink.quiet, now) !== null;
  const isCritical = (post: Waiting): boolean => urgencyOf(post) === 'critical';
  const isDue = (post: Waiting): boolean =>
    isCritical(post) || post.state.attempts > 0 || post.state.since + gatherMs <= now;
  const ready = posts
    .filter(isWaiting)
    .filter((post) => post.state.notBefore <= now && (!isQuiet || isCritical(post)))
    .toSorted((one, other) => one.state.since - other.state.since);
  return ready.some(isDue) ? ready.slice(0, mostAtOnce) : [];
};
