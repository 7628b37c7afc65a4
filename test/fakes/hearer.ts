/** What a careful client makes of a stream in any dialect, and everything it would complain of. It shares no code with the gateway. */

type Json = Readonly<Record<string, unknown>>;

export interface Made {
  /** Text by place: `0.content`, `0.tool1.arguments`, `block2.text`, `item0.output_text/0` … */
  readonly texts: Readonly<Record<string, string>>;
  /** Reasons to stop, in order. */
  readonly finishes: readonly string[];
  /** Marks of the end. */
  readonly ends: number;
  /** The error it ended with. */
  readonly error: Json | null;
  readonly outputTokens: number | null;
  /** Whether a comment marks a seam. */
  readonly isResumed: boolean;
  /** Breaches of what a stream is. */
  readonly complaints: readonly string[];
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);

const jsonOf = (text: string): Json | null => {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) ? value : null;
  } catch {
    return null;
  }
};

export const makeOf = (body: string): Made => {
  const hearer = new Hearer();
  for (const block of body.split('\n\n')) if (block !== '') hearer.block(block);
  return hearer.made();
};

/** Members that are the same in every event of an answer. */
const lasting = ['id', 'created', 'created_at', 'model', 'system_fingerprint', 'object'];

class Hearer {
  readonly #texts: Record<string, string> = {};
  readonly #finishes: string[] = [];
  readonly #complaints: string[] = [];
  readonly #identity = new Map<string, unknown>();
  readonly #blocks = new Map<unknown, 'open' | 'closed'>();
  #ends = 0;
  #error: Json | null = null;
  #outputTokens: number | null = null;
  #isResumed = false;
  #events = 0;
  #sequence = -1;
  #starts = 0;

  block(block: string): void {
    const lines = block.split('\n');
    this.#isResumed ||= lines.some((line) => line.startsWith(': resumed on '));
    const data = lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6));
    if (data.length === 0) {
      // Python's SDKs keep the last id, and take every blank line behind one for an event: their parser of JSON fails on it.
      if (this.#events > 0) this.#complain('a blank line behind an id makes an event without data');
      return;
    }
    const number = Number(/^id: [0-9a-f]{32}:(\d+)$/.exec(lines.find((line) => line.startsWith('id:')) ?? '')?.[1]);
    if (number !== ++this.#events) this.#complain(`event ${this.#events} is numbered ${number}`);
    if (this.#ends > 0 || this.#error !== null) this.#complain('an event after the end');
    if (data[0] === '[DONE]') return void this.#ends++;
    const message = jsonOf(data.join('\n'));
    if (message === null) this.#complain(`an event is no JSON: ${data.join('\n')}`);
    else this.#read(message);
  }

  made(): Made {
    return {
      texts: this.#texts,
      finishes: this.#finishes,
      ends: this.#ends,
      error: this.#error,
      outputTokens: this.#outputTokens,
      isResumed: this.#isResumed,
      complaints: this.#complaints,
    };
  }

  #complain(text: string): void {
    this.#complaints.push(text);
  }

  #grow(place: string, text: unknown): void {
    if (typeof text === 'string') this.#texts[place] = (this.#texts[place] ?? '') + text;
  }

  /** Told once, and for all. */
  #tell(place: string, value: unknown): void {
    if (typeof value !== 'string' || value === '') return;
    if (this.#texts[place] !== undefined) this.#complain(`${place} is told twice`);
    this.#texts[place] = value;
  }

  #same(told: Json, prefix = ''): void {
    for (const name of lasting) {
      if (!(name in told)) continue;
      const known = this.#identity.get(prefix + name) ?? told[name];
      this.#identity.set(prefix + name, known);
      if (known !== told[name]) this.#complain(`${prefix}${name} was ${String(known)}, is ${String(told[name])}`);
    }
  }

  #count(usage: unknown): void {
    if (!isJson(usage)) return;
    const tokens = usage['completion_tokens'] ?? usage['output_tokens'];
    if (typeof tokens === 'number') this.#outputTokens = tokens;
  }

  #read(said: Json): void {
    const { type } = said;
    if (isJson(said['error']) && (type === undefined || type === 'error')) return void (this.#error = said['error']);
    if (typeof type !== 'string') return this.#chunk(said);
    if (type.startsWith('response.')) return this.#response(type, said);
    this.#message(type, said);
  }

  #chunk(chunk: Json): void {
    this.#same(chunk);
    this.#count(chunk['usage']);
    for (const choice of listOf(chunk['choices'])) {
      const at = String(choice['index']);
      this.#grow(`${at}.text`, choice['text']);
      const delta = isJson(choice['delta']) ? choice['delta'] : {};
      if (delta['role'] !== undefined) this.#tell(`${at}.role`, delta['role']);
      for (const name of ['content', 'reasoning_content', 'refusal']) this.#grow(`${at}.${name}`, delta[name]);
      for (const tool of listOf(delta['tool_calls'])) {
        const place = `${at}.tool${String(tool['index'])}`;
        const call = isJson(tool['function']) ? tool['function'] : {};
        this.#tell(`${place}.id`, tool['id']);
        this.#tell(`${place}.name`, call['name']);
        this.#grow(`${place}.arguments`, call['arguments']);
      }
      if (typeof choice['finish_reason'] === 'string') this.#finishes.push(choice['finish_reason']);
    }
  }

  #message(type: string, said: Json): void {
    const place = `block${String(said['index'])}`;
    switch (type) {
      case 'message_start':
        if (++this.#starts > 1) this.#complain('a second message_start');
        return;
      case 'content_block_start': {
        const block = isJson(said['content_block']) ? said['content_block'] : {};
        if (said['index'] !== this.#blocks.size) this.#complain(`${place} begins out of order`);
        this.#blocks.set(said['index'], 'open');
        for (const name of ['type', 'name', 'id']) this.#tell(`${place}.${name}`, block[name]);
        return;
      }
      case 'content_block_delta': {
        if (this.#blocks.get(said['index']) !== 'open') this.#complain(`${place} grows and is not open`);
        const delta = isJson(said['delta']) ? said['delta'] : {};
        for (const name of ['text', 'thinking', 'partial_json', 'signature'])
          this.#grow(`${place}.${name}`, delta[name]);
        return;
      }
      case 'content_block_stop':
        if (this.#blocks.get(said['index']) !== 'open') this.#complain(`${place} ends and is not open`);
        this.#blocks.set(said['index'], 'closed');
        return;
      case 'message_delta':
        this.#count(said['usage']);
        if (isJson(said['delta'])) this.#finishes.push(String(said['delta']['stop_reason']));
        return;
      case 'message_stop':
        if ([...this.#blocks.values()].includes('open')) this.#complain('the message ends with a block open');
        this.#ends++;
        return;
      default:
    }
  }

  #response(type: string, said: Json): void {
    if (said['sequence_number'] !== ++this.#sequence)
      this.#complain(`event ${this.#sequence} has sequence_number ${String(said['sequence_number'])}`);
    if (isJson(said['response'])) this.#same(said['response'], 'response.');
    if (type === 'response.created' && ++this.#starts > 1) this.#complain('a second response.created');
    const item = `item${String(said['output_index'])}`;
    const { content_index: content, summary_index: summary } = said;
    const part = typeof content === 'number' ? content : typeof summary === 'number' ? summary : '';
    const [, field = '', what = ''] = /^response\.(\w+)\.(delta|done)$/.exec(type) ?? [];
    const place = `${item}.${field}/${part}`;
    if (said['item_id'] !== undefined) this.#same({ id: said['item_id'] }, `${item}.`);
    if (what === 'delta') this.#grow(place, said['delta']);
    if (type === 'response.output_item.added' && isJson(said['item'])) {
      this.#same({ id: said['item']['id'] }, `${item}.`);
      for (const name of ['type', 'name', 'call_id']) this.#tell(`${item}.${name}`, said['item'][name]);
    }
    const whole = said['text'] ?? said['arguments'] ?? said['refusal'];
    if (what === 'done' && typeof whole === 'string' && whole !== (this.#texts[place] ?? ''))
      this.#complain(`${place} is done as ${whole}`);
    if (type === 'response.completed' || type === 'response.incomplete') this.#completed(type, said);
  }

  #completed(type: string, said: Json): void {
    this.#ends++;
    this.#finishes.push(type);
    const response = isJson(said['response']) ? said['response'] : {};
    this.#count(response['usage']);
    for (const [at, item] of listOf(response['output']).entries()) {
      this.#same({ id: item['id'] }, `item${at}.`);
      const parts = [...listOf(item['content']), ...listOf(item['summary'])];
      const whole = parts.map((part) => textOf(part['text'] ?? part['refusal'])).join('');
      const told = Object.entries(this.#texts)
        .filter(([place]) => place.startsWith(`item${at}.`) && place.includes('/'))
        .map(([, text]) => text)
        .join('');
      if (whole + textOf(item['arguments']) !== told) this.#complain(`item ${at} is completed as ${whole}`);
    }
  }
}
