/** What each sink was told of each incident and has still to be told: one open alert, however much happens meanwhile. */
import { isDeepStrictEqual } from 'node:util';
import type { AlertSeverity, Notice, Sink } from '../../domain/alert.ts';
import type { Delivery } from '../../domain/letter.ts';
import type { Incident } from '../../domain/incident.ts';
import { gravest, hitModels, isGraver, noticeOf, severityOf } from './notice.ts';

/** What a sink knows of it. */
export interface Told {
  readonly severity: AlertSeverity;
  readonly models: number;
  readonly isPublished: boolean;
}

export type PostState =
  /** `since`: when there was first something to tell. */
  | {
      readonly kind: 'waiting';
      readonly since: number;
      readonly attempts: number;
      readonly notBefore: number;
      readonly why: string | null;
    }
  | { readonly kind: 'told' }
  /** Given up. */
  | { readonly kind: 'dead'; readonly at: number; readonly why: string };

export interface Post {
  readonly sink: string;
  readonly notice: Notice;
  readonly revision: number;
  /** `null` while it knows nothing. */
  readonly told: Told | null;
  readonly state: PostState;
}

const eventOf = (incident: Incident, told: Told | null): 'opened' | 'updated' | 'resolved' | null => {
  if (incident.resolvedAt !== null) return 'resolved';
  if (told === null) return 'opened';
  const isNews =
    isGraver(severityOf(incident), told.severity) ||
    hitModels(incident).length > told.models ||
    (incident.isPublished && !told.isPublished);
  return isNews ? 'updated' : null;
};

/** A sink that knows nothing is not told of what was over before, or is not grave enough for it. */
const isForIt = (post: Post | null, incident: Incident, { severity }: Sink): boolean =>
  post !== null || (incident.resolvedAt === null && !isGraver(severity, severityOf(incident)));

/** A link is put to it later. */
const isSame = (one: Notice, other: Notice): boolean => isDeepStrictEqual({ ...one, link: null }, other);

/** The post after a change of its incident; `null` where there is none and need not be. The same one where nothing is new. */
export const afterChange = (
  post: Post | null,
  incident: Incident,
  { sink, now }: { readonly sink: Sink; readonly now: number },
): Post | null => {
  if (!isForIt(post, incident, sink)) return post;
  const told = post?.told ?? null;
  const event = eventOf(incident, told);
  // What it waits to hear is brought up to date, also where that alone would be no news.
  const due = event ?? (post?.state.kind === 'waiting' ? 'updated' : null);
  if (due === null || (post !== null && due === 'resolved' && post.notice.event === 'resolved')) return post;
  const severity = gravest(severityOf(incident), due === 'resolved' ? (post?.notice.severity ?? 'warning') : 'warning');
  const telling = { event: due, severity };
  const waiting = post?.state.kind === 'waiting' ? { ...post, state: post.state } : null;
  const isKnown = (one: Post): boolean =>
    isSame(one.notice, noticeOf(incident, { ...telling, revision: one.revision }));
  if (waiting !== null && isKnown(waiting)) return post;
  const revision = (post?.revision ?? 0) + 1;
  return {
    sink: sink.name,
    notice: noticeOf(incident, { ...telling, revision }),
    revision,
    told,
    state: waiting?.state ?? { kind: 'waiting', since: now, attempts: 0, notBefore: now, why: null },
  };
};

/** AWS Architecture Blog, 2015, "full jitter"; a sink that is down all day is asked once in half an hour on average. */
const firstRetryMs = 5_000;
const longestRetryMs = 3_600_000;
/** A sink that asks for longer than that is asked earlier. */
const longestWishMs = 6 * 3_600_000;
/** A weekend: then nobody wants to hear of it any longer. */
export const giveUpMs = 72 * 3_600_000;

const retryMs = (attempts: number, draw: number): number =>
  Math.max(1_000, draw * Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts, 20)));

/** The post after it was sent; `null` when there is nothing left to remember. */
export const afterSending = (
  post: Post,
  delivery: Delivery,
  { now, draw }: { readonly now: number; readonly draw: number },
): Post | null => {
  if (post.state.kind !== 'waiting') return post;
  const { notice, state } = post;
  switch (delivery.kind) {
    case 'delivered': {
      if (notice.event === 'resolved' || notice.event === 'ended') return null;
      const { severity, models, isPublished } = notice;
      const worst = post.told === null ? severity : gravest(severity, post.told.severity);
      const most = Math.max(models.length, post.told?.models ?? 0);
      return { ...post, told: { severity: worst, models: most, isPublished }, state: { kind: 'told' } };
    }
    case 'failed': {
      const attempts = state.attempts + 1;
      const waitMs = Math.max(retryMs(attempts, draw), Math.min(delivery.retryMs ?? 0, longestWishMs));
      if (now + waitMs - state.since > giveUpMs)
        return { ...post, state: { kind: 'dead', at: now, why: delivery.why } };
      return { ...post, state: { ...state, attempts, notBefore: now + waitMs, why: delivery.why } };
    }
    case 'refused':
      return { ...post, state: { kind: 'dead', at: now, why: delivery.why } };
    default:
      return delivery satisfies never;
  }
};
