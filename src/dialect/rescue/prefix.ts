/** What a caller already has of an answer that broke: everything a rescue has to go on from. */
import type { Operation } from '../../domain/call.ts';
import type { Usage } from '../../domain/event.ts';
import type { JsonObject } from '../reading.ts';

/** The operations whose answers are streamed. */
export type Streamed = Exclude<Operation, 'embeddings'>;

export interface SentTool {
  readonly index: number;
  readonly id: string | null;
  readonly name: string;
  /** JSON text so far. */
  readonly arguments: string;
}

/** A content block (messages) or an output item (responses). Chat and completions have none. */
export interface SentItem {
  readonly index: number;
  readonly type: string;
  readonly id: string | null;
  readonly callId: string | null;
  readonly name: string | null;
  /** Text so far by slot: one for a content block, one for each part of an output item. */
  readonly slots: ReadonlyMap<string, string>;
  readonly isOpen: boolean;
  /** The item as its end told it; responses only. */
  readonly done: JsonObject | null;
}

export interface Prefix {
  readonly operation: Streamed;
  /**
   * `text` may have reasoning before it (see `reasoning`); `mixed` is text and tool calls; `other` holds what cannot be
   * told apart or verified: refusals, audio, citations, server-side tools.
   */
  readonly kind: 'none' | 'text' | 'reasoning' | 'tools' | 'mixed' | 'other';
  /** Members the caller saw in the first event and has to see in all: id, model, created and the like. */
  readonly identity: JsonObject;
  readonly text: string;
  readonly reasoning: string;
  /** Chat's member that carried the reasoning. */
  readonly reasoningMember: 'reasoning_content' | 'reasoning';
  /** Whether reasoning came with (or will need) a signature that only its own run can give. */
  readonly isSigned: boolean;
  readonly tools: readonly SentTool[];
  readonly choices: number;
  /** Events with content: as many tokens as we know of, since a provider's count comes last and is lost. */
  readonly pieces: number;
  readonly usage: Usage | null;
  readonly items: readonly SentItem[];
  /** Events of structure that were sent, as `type/index/part`, or `type` where they are about the whole; responses only. */
  readonly said: ReadonlySet<string>;
  /** Whether the text may still grow: no block or part of it was closed, nothing else was begun after it. */
  readonly isTextOpen: boolean;
  /** The last `sequence_number`; -1 where there is none. */
  readonly sequence: number;
  /** Whether the reason to stop was told: nothing is missing but the end itself. */
  readonly isFinished: boolean;
}

/** What kind of content an answer so far holds. */
export const kindOf = (
  has: Pick<Prefix, 'text' | 'reasoning' | 'tools'> & { readonly isOther: boolean },
): Prefix['kind'] => {
  if (has.isOther) return 'other';
  if (has.tools.length > 0) return has.text === '' ? 'tools' : 'mixed';
  if (has.text !== '') return 'text';
  return has.reasoning === '' ? 'none' : 'reasoning';
};
