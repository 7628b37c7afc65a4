/** What a sink is told of announced work, where its settings ask for it: how it stands now, never all that happened meanwhile. */
import type { Notice, Sink, WorkEvent } from '../../domain/alert.ts';
import { isWorkEvent } from '../../domain/alert.ts';
import type { Maintenance, MaintenancePhase } from '../../domain/maintenance.ts';
import { timeText } from '../../domain/words/figures.ts';
import type { Post } from './post.ts';

export interface Work extends Maintenance {
  readonly phase: MaintenancePhase;
  /** Names of upstreams that are not back although it is over. */
  readonly overdue: readonly string[];
}

/** What comes again is told of so long before; what comes once, when it is announced. */
const aheadMs = 72 * 3_600_000;

const eventOf = ({ phase, series, startsAt }: Work, now: number): WorkEvent | null => {
  switch (phase) {
    case 'ahead':
    case 'draining':
      return series !== null && startsAt - now > aheadMs ? null : 'announced';
    case 'active':
      return 'began';
    case 'over':
      return 'ended';
    default:
      return phase satisfies never;
  }
};

const effectOf = ({ kind, upstreams }: Work): string => {
  if (kind === 'peak') return 'Many people are expected; nothing is closed.';
  return `Nothing goes to ${upstreams === null ? 'any upstream' : upstreams.join(', ')} in that time.`;
};

const textOf = (work: Work, event: WorkEvent): string => {
  const { startsAt, endsAt, message, overdue } = work;
  const more = message === null ? '' : ` ${message}`;
  switch (event) {
    case 'announced':
      return `From ${timeText(startsAt)} to ${timeText(endsAt)}. ${effectOf(work)}${more}`;
    case 'began':
      return `To ${timeText(endsAt)}. ${effectOf(work)}${more}`;
    case 'ended':
      return overdue.length === 0 ? 'It is over.' : `Its time is over, and not back yet: ${overdue.join(', ')}.`;
    default:
      return event satisfies never;
  }
};

interface Telling {
  readonly sink: Sink;
  readonly now: number;
}

const blank = { severity: 'warning', impact: 'none', cause: null, calls: 0, failed: 0, rescued: 0 } as const;
const shown = { models: [], isPublished: false, link: null } as const;
const known = { severity: 'warning', models: 0, isPublished: false } as const;

/** What is not asked for is noted as known: then its end can be told. */
const next = (post: Post | null, notice: Notice, { sink, now }: Telling): Post | null => {
  const isWanted = isWorkEvent(notice.event) && sink.maintenance.includes(notice.event);
  if (!isWanted && notice.event === 'ended') return null;
  const revision = (post?.revision ?? 0) + 1;
  const waiting = { kind: 'waiting', since: now, attempts: 0, notBefore: now, why: null } as const;
  const state = post?.state.kind === 'waiting' ? post.state : waiting;
  return { sink: sink.name, notice, revision, told: known, state: isWanted ? state : { kind: 'told' } };
};

/** `null`: there is nothing to be remembered. The same one where nothing is new. */
export const afterWork = (post: Post | null, work: Work, telling: Telling): Post | null => {
  const event = eventOf(work, telling.now);
  if (event === null || event === post?.notice.event || (post === null && event === 'ended')) return post;
  const { id, title, startsAt, announcedAt, endsAt } = work;
  const times = { startedAt: startsAt, noticedAt: announcedAt, resolvedAt: event === 'ended' ? endsAt : null };
  const words = { title, text: textOf(work, event) };
  return next(post, { id: `${id}-${event}`, about: id, event, ...words, ...times, ...blank, ...shown }, telling);
};

/** It stands nowhere any longer: it was called off. */
export const afterCallingOff = (post: Post, telling: Telling): Post | null => {
  const { notice } = post;
  if (notice.event === 'ended') return post;
  const words = { text: 'It was called off.', resolvedAt: telling.now };
  return next(post, { ...notice, id: `${notice.about}-ended`, event: 'ended', ...words }, telling);
};
