/** The seam of the Responses API: output items go on under their ids and indexes, and the end tells the whole output. */
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Alignment } from './alignment.ts';
import { fieldOf, partOf, slotOf, stringOrNull } from './assemble-responses.ts';
import type { SentItem } from './prefix.ts';
import { repeat } from './repeat.ts';
import type { Seam, SeamOptions, Steps } from './seam.ts';
import { aligned, Diverged, eventOf, guarded, proseOr, textAlignment } from './seam.ts';
import { summedUsage } from './usage.ts';

/** A text of an item the caller has, and all of it that the caller has by now. */
interface Slot {
  readonly alignment: Alignment;
  whole: string;
}

/** An output item of the new attempt: what it is to the caller. */
type Track =
  | { readonly kind: 'skipped' }
  | { readonly kind: 'new'; readonly index: number }
  | { readonly kind: 'known'; readonly index: number; readonly item: SentItem; readonly slots: Map<string, Slot> };

const isReasoning = (item: { readonly type?: unknown }): boolean => item.type === 'reasoning';

class ResponsesSteps implements Steps {
  readonly #options: SeamOptions;
  readonly #tracks = new Map<unknown, Track>();
  /** Items of the caller's that the new attempt has not told again. */
  readonly #expected: SentItem[];
  /** Items as their ends told them, by the caller's index. */
  readonly #done = new Map<number, JsonObject>();
  #next: number;
  #sequence: number;
  #isEnded = false;

  constructor(options: SeamOptions) {
    const { prefix, way } = options;
    this.#options = options;
    this.#expected = way.how === 'restart' ? [...prefix.items] : prefix.items.filter((item) => item.isOpen);
    this.#next = (prefix.items.at(-1)?.index ?? -1) + 1;
    this.#sequence = prefix.sequence;
    for (const { index, done } of prefix.items) if (done !== null) this.#done.set(index, done);
  }

  read(event: SseEvent): readonly SseEvent[] {
    const said = objectOf(event.data);
    if (said === null || this.#isEnded) return [];
    const type = stringOrNull(said['type']) ?? event.name;
    if (type === 'response.completed' || type === 'response.incomplete') return this.#complete(type, said);
    if (type === 'response.output_item.added') return this.#open(said);
    if (isObject(said['response'])) return this.#begin(type, said, said['response']);
    const track = this.#tracks.get(said['output_index']);
    if (track === undefined || track.kind === 'skipped') return [];
    if (track.kind === 'known') return this.#known(type, said, track);
    if (type === 'response.output_item.done' && isObject(said['item'])) this.#done.set(track.index, said['item']);
    return [this.#told(type, { ...said, output_index: track.index })];
  }

  finish(): readonly SseEvent[] {
    // Without its last event such a stream is never whole.
    return [];
  }

  #begin(type: string, said: JsonObject, response: JsonObject): readonly SseEvent[] {
    const { said: sent, items, identity } = this.#options.prefix;
    if (sent.has(type) || items.length > 0) return [];
    return [this.#told(type, { ...said, response: { ...response, ...identity } })];
  }

  #open(said: JsonObject): readonly SseEvent[] {
    const item = isObject(said['item']) ? said['item'] : {};
    const track = this.#trackFor(item);
    this.#tracks.set(said['output_index'], track);
    if (track.kind !== 'new') return [];
    return [this.#told('response.output_item.added', { ...said, output_index: track.index })];
  }

  #trackFor(item: JsonObject): Track {
    for (let sent = this.#expected[0]; sent !== undefined; sent = this.#expected[0]) {
      if (sent.type === item['type']) {
        this.#expected.shift();
        // Thoughts that are done stay as they were: another run has others.
        if (isReasoning(sent) && !sent.isOpen) return { kind: 'skipped' };
        if (sent.name !== null && sent.name !== item['name']) throw new Diverged();
        return { kind: 'known', index: sent.index, item: sent, slots: this.#slotsFor(sent) };
      }
      if (isReasoning(sent) && !sent.isOpen) this.#expected.shift();
      else if (isReasoning(item)) return { kind: 'skipped' };
      else throw new Diverged();
    }
    return { kind: 'new', index: this.#next++ };
  }

  #slotsFor(item: SentItem): Map<string, Slot> {
    const { way, isStructured } = this.#options;
    return new Map(
      [...item.slots].map(([name, sent]) => {
        if (way.how !== 'restart') return [name, { alignment: textAlignment(this.#options), whole: sent }];
        const byType = item.type === 'message' ? proseOr(isStructured) : 'exact';
        const strictness = item.type === 'function_call' ? 'json' : byType;
        return [name, { alignment: repeat(sent, strictness), whole: sent }];
      }),
    );
  }

  #known(type: string, said: JsonObject, track: Extract<Track, { kind: 'known' }>): readonly SseEvent[] {
    const { index, item } = track;
    const field = fieldOf(type);
    const name = field === null ? null : slotOf(field, said);
    const place = {
      ...said,
      output_index: index,
      ...('item_id' in said && item.id !== null ? { item_id: item.id } : {}),
    };
    if (type.endsWith('.delta')) {
      if (name === null || typeof said['delta'] !== 'string') throw new Diverged();
      return this.#grow(track, { name, type, place, piece: said['delta'] });
    }
    const held = type.endsWith('.done') ? this.#close(track, { type, place }) : [];
    if (type === 'response.output_item.done' && item.done === null)
      this.#done.set(index, wholeItem(isObject(said['item']) ? said['item'] : {}, track));
    if (this.#options.prefix.said.has(`${type}/${index}/${partOf(said)}`)) return held;
    return [...held, this.#told(type, withWholeText(place, track, name))];
  }

  #grow(
    track: Extract<Track, { kind: 'known' }>,
    at: { name: string; type: string; place: JsonObject; piece: string },
  ): readonly SseEvent[] {
    let slot = track.slots.get(at.name);
    if (slot === undefined) {
      slot = { alignment: repeat('', 'exact'), whole: '' };
      track.slots.set(at.name, slot);
    }
    return this.#rest(track, slot, { ...at, text: aligned(slot.alignment.take(at.piece)) });
  }

  #rest(
    { item, index }: Extract<Track, { kind: 'known' }>,
    slot: Slot,
    { type, place, text, name }: { type: string; place: JsonObject; text: string; name: string },
  ): readonly SseEvent[] {
    if (text === '') return [];
    const isClosed = this.#options.prefix.said.has(
      `${type.replace(/delta$/, 'done')}/${index}/${name.split('/')[1] ?? ''}`,
    );
    if (isClosed || !item.isOpen) throw new Diverged();
    slot.whole += text;
    return [this.#told(type, { ...place, delta: text })];
  }

  /** An end in an item: every text that ends with it has to have been told whole. */
  #close(
    track: Extract<Track, { kind: 'known' }>,
    { type, place }: { type: string; place: JsonObject },
  ): readonly SseEvent[] {
    const field = fieldOf(type);
    const names = field === null ? [...track.slots.keys()] : [slotOf(field, place)];
    if (field === null && type !== 'response.output_item.done') return [];
    return names.flatMap((name) => {
      const slot = track.slots.get(name);
      const text = slot === undefined ? '' : aligned(slot.alignment.end());
      if (slot === undefined || text === '') return [];
      const [textField, part] = name.split('/');
      const { item_id, output_index } = place;
      const partIndex = part === '' ? {} : { [partMember(textField ?? '')]: Number(part) };
      const deltaType = `response.${textField}.delta`;
      const deltaPlace = { item_id, output_index, ...partIndex };
      return this.#rest(track, slot, { type: deltaType, place: deltaPlace, text, name });
    });
  }

  #complete(type: string, said: JsonObject): readonly SseEvent[] {
    const { prefix, way } = this.#options;
    const held = [...this.#tracks.values()].flatMap((track) => this.#verify(track));
    if (this.#expected.some((item) => !isReasoning(item) || item.isOpen)) throw new Diverged();
    this.#isEnded = true;
    const response = isObject(said['response']) ? said['response'] : {};
    const output = [...this.#done].toSorted(([a], [b]) => a - b).map(([, item]) => item);
    const usage = isObject(response['usage']) ? { usage: summedUsage(response['usage'], prefix, way) } : {};
    const whole = { ...response, ...prefix.identity, output, ...usage };
    return [...held, this.#told(type, { ...said, response: whole })];
  }

  /** An item whose end the new attempt did not tell cannot be vouched for. */
  #verify(track: Track): readonly SseEvent[] {
    if (track.kind === 'known' && !this.#done.has(track.index)) throw new Diverged();
    return [];
  }

  #told(type: string, said: JsonObject): SseEvent {
    const { type: _type, sequence_number: _sequence, ...members } = said;
    return eventOf({ type, sequence_number: ++this.#sequence, ...members }, type);
  }
}

const partMember = (field: string): string => (field === 'reasoning_summary_text' ? 'summary_index' : 'content_index');

const fieldOfPart: Readonly<Record<string, string>> = {
  output_text: 'output_text',
  summary_text: 'reasoning_summary_text',
  reasoning_text: 'reasoning_text',
};

const wholePart = (part: unknown, at: number | string, slots: ReadonlyMap<string, Slot>): unknown => {
  if (!isObject(part)) return part;
  const slot = slots.get(`${fieldOfPart[String(part['type'])] ?? ''}/${at}`);
  return slot === undefined ? part : { ...part, text: slot.whole };
};

/** An item as the caller knows it: its id, and all the text the caller got. */
const wholeItem = (told: JsonObject, { item, slots }: Extract<Track, { kind: 'known' }>): JsonObject => {
  const whole: Record<string, unknown> = { ...told };
  if (item.id !== null) whole['id'] = item.id;
  if (item.callId !== null) whole['call_id'] = item.callId;
  for (const member of ['content', 'summary']) {
    const parts = told[member];
    if (Array.isArray(parts)) whole[member] = parts.map((part, at) => wholePart(part, at, slots));
  }
  const call = slots.get('function_call_arguments/');
  if (call !== undefined && 'arguments' in told) whole['arguments'] = call.whole;
  return whole;
};

/** An event of structure with the text of both attempts where it tells text. */
const withWholeText = (
  place: JsonObject,
  track: Extract<Track, { kind: 'known' }>,
  name: string | null,
): JsonObject => {
  const whole: Record<string, unknown> = { ...place };
  const slot = name === null ? undefined : track.slots.get(name);
  if (slot !== undefined) whole[name === 'function_call_arguments/' ? 'arguments' : 'text'] = slot.whole;
  if (isObject(place['part'])) whole['part'] = wholePart(place['part'], partOf(place), track.slots);
  if (isObject(place['item'])) whole['item'] = wholeItem(place['item'], track);
  return whole;
};

export const seamOfResponses = (options: SeamOptions): Seam => guarded(new ResponsesSteps(options));
