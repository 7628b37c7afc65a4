/** What the entries of a log say of an answer, and the story they tell when they are read back. */
import type { AnswerHead, Ending, Keeping, Restart } from '../../domain/answer.ts';
import type { Call } from '../../domain/call.ts';
import type { AttemptRecord } from '../../domain/event.ts';
import type { Past, Piece } from '../memory-answer.ts';
import type { Entry } from './entry.ts';

/**
 * A call without its body, which stands beside it; without the caller's credentials, which never leave the memory; and without
 * its wish for kept answers, since one that is made again is for nobody else.
 */
type StoredCall = Omit<Call, 'body' | 'credentials' | 'cache'>;

/** `id` is the stream's. A change of what these hold is a change of the format: see `magic` in seal.ts. */
type Said =
  | {
      readonly kind: 'call';
      readonly id: string;
      readonly call: StoredCall;
      readonly digest: string | null;
      readonly restarts: readonly Restart[];
      readonly droppedEvent: number;
    }
  | { readonly kind: 'sending'; readonly id: string; readonly attempts: readonly AttemptRecord[] }
  | { readonly kind: 'head'; readonly id: string; readonly head: AnswerHead }
  | { readonly kind: 'events'; readonly id: string; readonly lastEvent: number }
  | {
      readonly kind: 'ended';
      readonly id: string;
      readonly at: number;
      readonly ending: Ending;
      /** As they ended. */
      readonly attempts: readonly AttemptRecord[];
    }
  /** Nothing. */
  | { readonly kind: 'mark' };

const noBytes = new Uint8Array();

export const entryOf = (said: Said, body: Uint8Array = noBytes): Entry => ({ head: said, body });

/** All that is known of one answer. */
export interface Story extends Keeping, Past {
  readonly attempts: readonly AttemptRecord[];
  readonly wasSent: boolean;
  readonly restarts: readonly Restart[];
}

/** The whole story as entries. What has ended needs its body no longer. */
export const entriesOf = (story: Story): readonly Entry[] => {
  const { call, digest, restarts, droppedEvent, attempts, wasSent, head, pieces, ended } = story;
  const { body, credentials: _credentials, cache: _cache, ...stored } = call;
  const id = call.streamId;
  return [
    entryOf({ kind: 'call', id, call: stored, digest, restarts, droppedEvent }, ended === null ? body : noBytes),
    ...(!wasSent || ended !== null ? [] : [entryOf({ kind: 'sending', id, attempts })]),
    ...(head === null ? [] : [entryOf({ kind: 'head', id, head })]),
    ...pieces.map(({ bytes, lastEvent }) => entryOf({ kind: 'events', id, lastEvent }, bytes)),
    ...(ended === null ? [] : [entryOf({ kind: 'ended', id, ...ended, attempts })]),
  ];
};

/** A story that is being read. */
export class Telling implements Story {
  call: Call;
  digest: string | null = null;
  restarts: readonly Restart[] = [];
  attempts: readonly AttemptRecord[] = [];
  wasSent = false;
  head: AnswerHead | null = null;
  pieces: Piece[] = [];
  droppedEvent = 0;
  ended: Past['ended'] = null;

  constructor(call: Call) {
    this.call = call;
  }
}

/** Adds what a log tells to the stories known so far; the later word counts. */
export const tell = (stories: Map<string, Telling>, entries: readonly Entry[]): void => {
  for (const { head, body } of entries) {
    // Safe: sealed with our key, so written by `entryOf`.
    const said = head as unknown as Said;
    if (said.kind === 'mark') continue;
    if (said.kind === 'call') {
      const telling = new Telling({ ...said.call, body: Buffer.from(body), credentials: {}, cache: null });
      const { digest, restarts, droppedEvent } = said;
      stories.set(said.id, Object.assign(telling, { digest, restarts, droppedEvent }));
      continue;
    }
    const story = stories.get(said.id);
    if (story !== undefined) goOn(story, said, body);
  }
};

const goOn = (story: Telling, said: Exclude<Said, { kind: 'call' | 'mark' }>, body: Uint8Array): void => {
  switch (said.kind) {
    case 'sending':
      story.attempts = said.attempts;
      story.wasSent = true;
      break;
    case 'head':
      story.head = said.head;
      break;
    case 'events':
      // A copy: what was read with it is let go of.
      story.pieces.push({ bytes: Buffer.from(body), lastEvent: said.lastEvent });
      break;
    case 'ended':
      story.ended = { at: said.at, ending: said.ending };
      story.attempts = said.attempts;
      story.call = { ...story.call, body: noBytes };
      break;
    default:
      said satisfies never;
  }
};
