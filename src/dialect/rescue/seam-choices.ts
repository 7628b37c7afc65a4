/** The seam of chat and legacy completions: chunks with one choice, whose text, reasoning and tool calls go on. */
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import type { Alignment } from './alignment.ts';
import { repeat } from './repeat.ts';
import type { Seam, SeamOptions, Steps } from './seam.ts';
import { aligned, Diverged, doneEvent, eventOf, guarded, textAlignment } from './seam.ts';
import { ToolSeam } from './seam-tools.ts';
import { summedUsage } from './usage.ts';

const foreignMembers = ['refusal', 'audio', 'function_call'];
const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

class ChoicesSteps implements Steps {
  readonly #options: SeamOptions;
  readonly #text: Alignment;
  readonly #tools: ToolSeam;
  /** `null`: no more reasoning may pass. */
  #reasoning: Alignment | null;
  #hasText = false;
  #hasDropped = false;
  #last: JsonObject = {};
  #isFinished: boolean;
  #isDone = false;

  constructor(options: SeamOptions) {
    const { prefix } = options;
    this.#options = options;
    this.#text = textAlignment(options);
    this.#tools = new ToolSeam(prefix.tools);
    // Two runs think differently: what the caller has of one is gone on with only by the same words.
    this.#reasoning = prefix.text === '' && this.#tools.isEmpty ? repeat(prefix.reasoning, 'exact') : null;
    this.#isFinished = prefix.isFinished;
  }

  read(event: SseEvent): readonly SseEvent[] {
    if (this.#isDone) return [];
    if (event.data.startsWith('[DONE]')) {
      const held = this.finish();
      this.#isDone = true;
      return [...held, doneEvent];
    }
    const chunk = objectOf(event.data) ?? {};
    const choices = Array.isArray(chunk['choices']) ? chunk['choices'].filter(isObject) : [];
    const choice = choices[0];
    if (choices.length > 1 || (choice !== undefined && (choice['index'] ?? 0) !== 0)) throw new Diverged();
    if (choice === undefined) return isObject(chunk['usage']) ? [this.#chunk(chunk, [])] : [];
    this.#last = chunk;
    const isLast = typeof choice['finish_reason'] === 'string';
    const rest = this.#restOf(choice);
    const held = isLast ? this.finish() : [];
    const isFinish = isLast && !this.#isFinished;
    if (isLast) this.#isFinished = true;
    if (rest === null && !isFinish) return held;
    const told = { ...this.#emptied(choice), ...rest, finish_reason: isFinish ? choice['finish_reason'] : null };
    const passed = this.#chunk(chunk, [told]);
    // What was held belongs behind a rest of this very chunk, and before its end.
    if (held.length === 0 || rest === null) return [...held, passed];
    return [this.#chunk(chunk, [{ ...told, finish_reason: null }]), ...held, this.#chunk(chunk, [this.#closing(told)])];
  }

  finish(): readonly SseEvent[] {
    if (this.#isFinished) return [];
    const held = aligned(this.#text.end());
    this.#tools.end();
    if (held !== '') {
      this.#mayGrow();
      return [this.#chunk(this.#last, [{ ...this.#emptied({ index: 0 }), ...this.#said({ text: held }) }])];
    }
    // Nothing but reasoning came where the text was to go on: it may well have been the text.
    if (this.#options.way.how !== 'restart' && this.#hasDropped && !this.#hasText) throw new Diverged();
    return [];
  }

  /** What of this choice is new to the caller, as members of a choice; `null`: nothing. */
  #restOf(choice: JsonObject): JsonObject | null {
    const isChat = this.#options.prefix.operation === 'chat';
    const delta = isObject(choice['delta']) ? choice['delta'] : {};
    if (foreignMembers.some((member) => isFilled(delta[member]))) throw new Diverged();
    const piece = isChat ? delta['content'] : choice['text'];
    if (isFilled(piece) && typeof piece !== 'string') throw new Diverged();
    const reasoning = this.#reasoningOf(delta);
    const deltas = Array.isArray(delta['tool_calls']) ? delta['tool_calls'] : [];
    let text = typeof piece === 'string' && piece !== '' ? aligned(this.#text.take(piece)) : '';
    // The text before a call has to be told whole.
    if (deltas.length > 0) text += aligned(this.#text.end());
    if (text !== '') this.#mayGrow();
    const tools = this.#tools.take(deltas);
    if (reasoning === '' && text === '' && tools.length === 0) return null;
    const logprobs = text === piece ? choice['logprobs'] : null;
    return { ...this.#said({ text, reasoning, tools }), ...('logprobs' in choice ? { logprobs } : {}) };
  }

  /** Text may grow only while nothing was begun behind it. */
  #mayGrow(): void {
    if (!this.#tools.isEmpty) throw new Diverged();
    this.#hasText = true;
  }

  #reasoningOf(delta: JsonObject): string {
    const piece = isFilled(delta['reasoning_content']) ? delta['reasoning_content'] : delta['reasoning'];
    if (typeof piece !== 'string' || piece === '') return '';
    const passed = this.#reasoning?.take(piece) ?? null;
    if (passed === null) {
      this.#reasoning = null;
      this.#hasDropped = true;
    }
    return passed ?? '';
  }

  #said(rest: { text: string; reasoning?: string; tools?: readonly JsonObject[] }): JsonObject {
    const { prefix } = this.#options;
    if (prefix.operation !== 'chat') return { text: rest.text };
    return {
      delta: {
        ...(rest.reasoning === undefined || rest.reasoning === '' ? {} : { [prefix.reasoningMember]: rest.reasoning }),
        ...(rest.text === '' ? {} : { content: rest.text }),
        ...(rest.tools === undefined || rest.tools.length === 0 ? {} : { tool_calls: rest.tools }),
      },
    };
  }

  #emptied(choice: JsonObject): JsonObject {
    const isChat = this.#options.prefix.operation === 'chat';
    const { logprobs, ...others } = choice;
    const quiet = logprobs === undefined ? {} : { logprobs: null };
    return { ...others, ...(isChat ? { delta: {} } : { text: '' }), ...quiet, finish_reason: null };
  }

  #closing(choice: JsonObject): JsonObject {
    return { ...this.#emptied(choice), finish_reason: choice['finish_reason'] };
  }

  #chunk(chunk: JsonObject, choices: readonly JsonObject[]): SseEvent {
    const { prefix, way } = this.#options;
    const { system_fingerprint: _fingerprint, service_tier: _tier, usage, ...others } = chunk;
    const summed = isObject(usage) ? { usage: summedUsage(usage, prefix, way) } : usage === null ? { usage } : {};
    return eventOf({ ...others, ...prefix.identity, choices, ...summed }, '');
  }
}

export const seamOfChoices = (options: SeamOptions): Seam => guarded(new ChoicesSteps(options));
