/** The seam of Anthropic messages: content blocks go on under their indexes, in one message. */
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Alignment } from './alignment.ts';
import { textOfDelta } from './assemble-messages.ts';
import type { SentItem } from './prefix.ts';
import { repeat } from './repeat.ts';
import type { Seam, SeamOptions, Steps } from './seam.ts';
import { aligned, Diverged, eventOf, guarded, proseOr, textAlignment } from './seam.ts';
import { summedUsage } from './usage.ts';

/** A block of the new attempt: what it is to the caller. */
type Track =
  | { readonly kind: 'skipped' }
  | { readonly kind: 'new'; readonly index: number }
  | { readonly kind: 'known'; readonly item: SentItem; readonly alignment: Alignment };

const isThought = (type: unknown): boolean => type === 'thinking' || type === 'redacted_thinking';

const deltaTypes: Readonly<Record<string, JsonObject>> = {
  text: { type: 'text_delta', member: 'text' },
  thinking: { type: 'thinking_delta', member: 'thinking' },
  tool_use: { type: 'input_json_delta', member: 'partial_json' },
};

class MessagesSteps implements Steps {
  readonly #options: SeamOptions;
  readonly #tracks = new Map<unknown, Track>();
  /** Blocks of the caller's that the new attempt has not told again. */
  readonly #expected: SentItem[];
  #next: number;
  #inputTokens: JsonObject = {};
  #hasSkipped = false;
  #isFinished: boolean;
  #isStopped = false;

  constructor(options: SeamOptions) {
    const { prefix, way } = options;
    this.#options = options;
    this.#expected = way.how === 'restart' ? [...prefix.items] : prefix.items.filter((item) => item.isOpen);
    this.#next = (prefix.items.at(-1)?.index ?? -1) + 1;
    this.#isFinished = prefix.isFinished;
  }

  read(event: SseEvent): readonly SseEvent[] {
    const said = objectOf(event.data) ?? {};
    const type = typeof said['type'] === 'string' ? said['type'] : event.name;
    if (this.#isStopped) return [];
    switch (type) {
      case 'message_start':
        if (isObject(said['message']) && isObject(said['message']['usage']))
          this.#inputTokens = said['message']['usage'];
        return [];
      case 'content_block_start':
        return this.#start(said);
      case 'content_block_delta':
        return this.#delta(said);
      case 'content_block_stop':
        return this.#stop(said);
      case 'message_delta':
        return this.#messageDelta(said);
      case 'message_stop': {
        const held = this.finish();
        this.#isStopped = true;
        return [...held, eventOf({ type }, type)];
      }
      default:
        return [];
    }
  }

  finish(): readonly SseEvent[] {
    const held = [...this.#tracks].flatMap(([index, { kind }]) => (kind === 'known' ? this.#stop({ index }) : []));
    if (this.#expected.length === 0) return held;
    // Told too little; or nothing but thoughts came where the text was to go on.
    if (this.#options.way.how === 'restart' || this.#hasSkipped) throw new Diverged();
    return [...held, ...this.#closeExpected()];
  }

  #start(said: JsonObject): readonly SseEvent[] {
    const block = isObject(said['content_block']) ? said['content_block'] : {};
    const incoming = said['index'];
    const item = this.#expected[0];
    if (item === undefined) return this.#startNew(said);
    if (isThought(block['type']) && !isThought(item.type)) {
      this.#tracks.set(incoming, { kind: 'skipped' });
      this.#hasSkipped = true;
      return [];
    }
    if (block['type'] !== item.type || (item.type === 'tool_use' && block['name'] !== item.name)) {
      // A call instead of more text: the text was at its end.
      if (this.#options.way.how === 'restart') throw new Diverged();
      return [...this.#closeExpected(), ...this.#startNew(said)];
    }
    this.#expected.shift();
    this.#tracks.set(incoming, { kind: 'known', item, alignment: this.#alignmentFor(item) });
    const begun = block['text'] ?? block['thinking'];
    return typeof begun === 'string' && begun !== '' ? this.#grow(incoming, begun) : [];
  }

  #startNew(said: JsonObject): readonly SseEvent[] {
    const index = this.#next++;
    this.#tracks.set(said['index'], { kind: 'new', index });
    return [eventOf({ ...said, index }, 'content_block_start')];
  }

  #alignmentFor(item: SentItem): Alignment {
    const sent = item.slots.get('') ?? '';
    if (item.type === 'tool_use') return repeat(sent, 'json');
    if (item.type !== 'text') return repeat(sent, 'exact');
    return this.#options.way.how === 'restart'
      ? repeat(sent, proseOr(this.#options.isStructured))
      : textAlignment(this.#options);
  }

  #delta(said: JsonObject): readonly SseEvent[] {
    const track = this.#trackOf(said);
    if (track.kind === 'skipped') return [];
    if (track.kind === 'new') return [eventOf({ ...said, index: track.index }, 'content_block_delta')];
    const told = textOfDelta(said['delta']);
    if (told !== null) return this.#grow(said['index'], told.text);
    // A signature ends a thought that was told whole; all else belongs to text the caller has.
    if (!isObject(said['delta']) || said['delta']['type'] !== 'signature_delta' || !track.item.isOpen) return [];
    aligned(track.alignment.end());
    return [eventOf({ ...said, index: track.item.index }, 'content_block_delta')];
  }

  #grow(incoming: unknown, piece: string): readonly SseEvent[] {
    const track = this.#tracks.get(incoming);
    if (track?.kind !== 'known') return [];
    return this.#rest(track.item, aligned(track.alignment.take(piece)));
  }

  #rest(item: SentItem, text: string): readonly SseEvent[] {
    const shape = deltaTypes[item.type];
    if (text === '') return [];
    if (!item.isOpen || shape === undefined) throw new Diverged();
    const delta = { type: shape['type'], [String(shape['member'])]: text };
    return [eventOf({ type: 'content_block_delta', index: item.index, delta }, 'content_block_delta')];
  }

  #stop(said: JsonObject): readonly SseEvent[] {
    const track = this.#trackOf(said);
    this.#tracks.delete(said['index']);
    if (track.kind === 'skipped') return [];
    if (track.kind === 'new') return [stopOf(track.index)];
    const held = this.#rest(track.item, aligned(track.alignment.end()));
    return track.item.isOpen ? [...held, stopOf(track.item.index)] : held;
  }

  #messageDelta(said: JsonObject): readonly SseEvent[] {
    const held = this.finish();
    if (this.#isFinished) return held;
    this.#isFinished = isObject(said['delta']) && typeof said['delta']['stop_reason'] === 'string';
    const { prefix, way } = this.#options;
    const usage = isObject(said['usage']) ? said['usage'] : {};
    const full = { ...('input_tokens' in usage || prefix.usage !== null ? {} : this.#inputTokens), ...usage };
    return [...held, eventOf({ ...said, usage: summedUsage(full, prefix, way) }, 'message_delta')];
  }

  #trackOf(said: JsonObject): Track {
    return this.#tracks.get(said['index']) ?? { kind: 'skipped' };
  }

  /** Ends the block that was to go on and does not. */
  #closeExpected(): readonly SseEvent[] {
    return this.#expected.splice(0).map((item) => stopOf(item.index));
  }
}

const stopOf = (index: number): SseEvent => eventOf({ type: 'content_block_stop', index }, 'content_block_stop');

export const seamOfMessages = (options: SeamOptions): Seam => guarded(new MessagesSteps(options));
