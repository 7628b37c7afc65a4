import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readings } from '../index.ts';
import type { JsonObject } from '../reading.ts';
import { isObject, objectOf } from '../reading.ts';
import type { SseEvent } from '../sse.ts';
import { isWordStart, weightOf } from './alignment.ts';
import type { Prefix, Streamed, Way } from './index.ts';
import { capabilitiesOf, isStructured, requestBody, rescues, ways } from './index.ts';
import type { Told } from '../../../test/dialect/recorded.ts';
import { heard, speak, valuesOf } from '../../../test/dialect/recorded.ts';
import { shownOf } from './onward.ts';

const operations: readonly Streamed[] = ['chat', 'completions', 'messages', 'responses'];

/** As tokens come: some begin with their space, some inside a word. */
const tokensOf = (text: string, size: number): readonly string[] =>
  text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? [];

const texts = {
  english:
    'The quick brown fox jumps over the lazy dog. It’s said that "unbelievable" foxes —\n\n- run,\n- hide;\n\nand then sleep until noon.',
  german:
    'Größere Wärme dehnt Stoffe aus: Teilchen schwingen stärker, der mittlere Abstand wächst. Außerdem über Brücken gehen!',
  chinese: '大气层散射阳光，短波长的蓝光比红光散射得更强，所以白天的天空看起来是蓝色的。日落时光线穿过更厚的空气。',
  russian: 'Небо голубое, потому что воздух рассеивает короткие волны сильнее длинных, а на закате путь света длиннее.',
  emoji: 'Yes 👩‍🚀🚀! Space is big 🌌🌌, cold ❄️ and “quiet”; a naïve café owner (José) disagrees 🙃. Done ✅',
  arabic: 'السماء زرقاء لأن الهواء يبعثر الموجات القصيرة أكثر من الطويلة، وعند الغروب يصبح المسار أطول.',
  code: '```ts\nfor (let i = 0; i < 10; i++) {\n    console.log(i);\n}\n```\n\nThat prints ten numbers, one per line.\n',
} as const;

const first = { id: 'a', model: 'm-one', inputTokens: 11 };
const second = { id: 'bbb', model: 'm-two', inputTokens: 11 };

const requestOf = (operation: Streamed): JsonObject => {
  const turns = [{ role: 'user', content: 'What is the story of the fox and why is it told?' }];
  const base = { model: 'm', stream: true, max_tokens: 500 };
  switch (operation) {
    case 'chat':
    case 'messages':
      return { ...base, messages: turns };
    case 'completions':
      return { ...base, prompt: 'Once upon a time: ' };
    case 'responses':
      return { model: 'm', stream: true, input: turns[0]?.content };
    default:
      return operation satisfies never;
  }
};

interface Rescued {
  readonly kind: 'whole' | 'diverged';
  readonly events: readonly SseEvent[];
}

const readsWhole = (operation: Streamed, events: readonly SseEvent[]): boolean => {
  const reading = readings[operation].stream();
  for (const event of events) reading.read(event);
  return reading.whole;
};

/** Breaks the first run behind `kept` events and lets a second one go on. */
const rescue = (
  operation: Streamed,
  at: { prefix: Prefix; way: Way; kept: readonly SseEvent[] },
  next: readonly SseEvent[],
): Rescued => {
  const seam = rescues[operation].seam({ prefix: at.prefix, way: at.way, isStructured: false });
  const events = [...at.kept];
  for (const event of next) {
    const passage = seam.take(event);
    if (passage.kind === 'diverged') return { kind: 'diverged', events };
    if (passage.kind === 'pass') events.push(...passage.events);
  }
  // A run that breaks as well never comes to its end.
  if (!readsWhole(operation, next)) return { kind: 'whole', events };
  const last = seam.end();
  if (last.kind === 'diverged') return { kind: 'diverged', events };
  if (last.kind === 'pass') events.push(...last.events);
  return { kind: 'whole', events };
};

const once = (values: readonly unknown[], what: string): void => {
  const different = [...new Set(values)];
  assert.ok(different.length <= 1, `${what}: ${JSON.stringify(different)}`);
};

/** What must hold of any stream that ends whole, whatever was broken in it. */
const assertCoherent = (operation: Streamed, events: readonly SseEvent[], whole: readonly SseEvent[]): void => {
  const said = heard(events);
  const got = rescues[operation].assemble(events);
  const wanted = rescues[operation].assemble(whole);
  assert.equal(got.text, wanted.text);
  assert.equal(got.reasoning, wanted.reasoning);
  assert.deepEqual(
    got.tools.map(({ name, arguments: json }) => [name, json]),
    wanted.tools.map(({ name, arguments: json }) => [name, json]),
  );
  const reading = readings[operation].stream();
  for (const event of events) assert.ok(!['failure', 'wrong'].includes(reading.read(event).kind), event.data);
  assert.ok(reading.whole, 'whole');
  const types = said.map((message) => message['type']);
  switch (operation) {
    case 'chat':
    case 'completions':
      for (const name of ['id', 'created', 'model', 'system_fingerprint'])
        once(
          said.flatMap((each) => each[name] ?? []),
          name,
        );
      assert.equal(events.filter((event) => event.data === '[DONE]').length, 1);
      assert.equal(valuesOf(said, 'finish_reason').filter((reason) => reason !== null).length, 1);
      assert.equal(valuesOf(said, 'role').length, operation === 'chat' ? 1 : 0);
      assert.equal(said.filter((each) => isObject(each['usage'])).length, 1);
      return;
    case 'messages': {
      const starts = said.filter((each) => each['type'] === 'content_block_start').map((each) => each['index']);
      const stops = said.filter((each) => each['type'] === 'content_block_stop').map((each) => each['index']);
      assert.deepEqual(starts, [...starts.keys()]);
      assert.deepEqual(stops, starts);
      for (const type of ['message_start', 'message_delta', 'message_stop'])
        assert.equal(types.filter((each) => each === type).length, 1, type);
      return;
    }
    case 'responses':
      assertCoherentResponse(said, whole);
      return;
    default:
      operation satisfies never;
  }
};

const isShape = /\.(added|done|created|in_progress|completed)$/;

const shape = (events: readonly JsonObject[]): readonly string[] =>
  events
    .filter((each) => isShape.test(String(each['type'])))
    .map((each) => `${String(each['type'])} ${String(each['output_index'])}`);

const assertCoherentResponse = (said: readonly JsonObject[], whole: readonly SseEvent[]): void => {
  assert.deepEqual(
    said.map((each) => each['sequence_number']),
    [...said.keys()],
  );
  once(
    said.flatMap((each) => (isObject(each['response']) ? each['response']['id'] : [])),
    'response id',
  );
  assert.deepEqual(shape(said), shape(heard(whole)));
  const end = said.at(-1)?.['response'];
  const wantedEnd = heard(whole).at(-1)?.['response'];
  assert.ok(isObject(end) && isObject(wantedEnd));
  for (const name of ['text', 'arguments', 'name', 'type'])
    assert.deepEqual(valuesOf(end['output'], name), valuesOf(wantedEnd['output'], name), name);
  const added = said
    .filter((each) => each['type'] === 'response.output_item.added')
    .flatMap((each) => valuesOf(each['item'], 'id'));
  assert.deepEqual(valuesOf(end['output'], 'id'), added, 'item ids');
  for (const id of said.flatMap((each) => each['item_id'] ?? [])) assert.ok(added.includes(id), JSON.stringify(id));
};

/** Every place a stream can break at: behind each of its events, once there is something to rescue. */
const breaksOf = (events: readonly SseEvent[]): readonly number[] => [...events.keys()].slice(1);

const told = (text: string, size: number, more: Omit<Told, 'text'> = {}): Told => ({
  text: tokensOf(text, size),
  ...more,
});

const withTools: Told = {
  text: tokensOf('Let me look that up. ', 3),
  tools: [
    { name: 'search', pieces: ['{"qu', 'ery": "sky', ' \\"blue\\" 🌌', '", "n"', ': 1', '2}'] },
    { name: 'fetch', pieces: ['{}'] },
  ],
};
const withReasoning = told(texts.english, 5, { reasoning: ['The user', ' wants', ' a story; ', 'I tell one.'] });
const onlyTools: Told = { text: [], tools: withTools.tools ?? [] };

const restart: Way = { how: 'restart' };

test('a restart that tells the same goes on unnoticed, wherever the first run broke and however the second is cut', () => {
  for (const operation of operations) {
    for (const answer of [...Object.values(texts).map((text) => told(text, 4)), withTools, onlyTools, withReasoning]) {
      if (operation === 'completions' && (answer.tools !== undefined || answer.reasoning !== undefined)) continue;
      const whole = speak[operation](answer, first);
      const again = { ...answer, text: tokensOf(answer.text.join(''), 7) };
      for (const at of breaksOf(whole)) {
        const kept = whole.slice(0, at);
        const prefix = rescues[operation].assemble(kept);
        if (prefix.isFinished) continue;
        const rescued = rescue(operation, { prefix, way: restart, kept }, speak[operation](again, second));
        assert.equal(rescued.kind, 'whole', `${operation} broken behind event ${at}`);
        assertCoherent(operation, rescued.events, whole);
      }
    }
  }
});

test('an answer that had told why it stops is ended with what is missing', () => {
  for (const operation of ['chat', 'completions', 'messages'] as const) {
    const whole = speak[operation](told(texts.english, 4), first).filter(
      (event) => !event.data.includes('"choices":[]'),
    );
    const kept = whole.slice(0, -1);
    const prefix = rescues[operation].assemble(kept);
    assert.ok(prefix.isFinished);
    assert.deepEqual(ways(prefix, requestOf(operation), { prefill: 'plain' }), []);
    const { closing } = rescues[operation];
    assert.equal(
      Buffer.concat(closing.map((event) => event.raw)).toString(),
      Buffer.concat(whole.slice(-1).map((event) => event.raw)).toString(),
    );
  }
});

/** The text the target was shown as the beginning of its answer, read off the request it got. */
const shownIn = (operation: Streamed, body: Uint8Array): string => {
  const request = objectOf(Buffer.from(body).toString('utf8')) ?? {};
  if (operation === 'completions') return String(request['prompt']).slice('Once upon a time: '.length);
  const turns = (request['messages'] ?? request['input']) as readonly { role: string; content: string }[];
  return turns.findLast((turn) => turn.role === 'assistant')?.content ?? '';
};

const anchorIn = (operation: Streamed, body: Uint8Array): string => {
  const request = objectOf(Buffer.from(body).toString('utf8')) ?? {};
  const turns = (request['messages'] ?? request['input']) as readonly { role: string; content: string }[];
  const [, ...lines] = (turns.at(-1)?.content ?? '').split('\n\n');
  assert.equal(operation === 'completions', false);
  return lines.join('\n\n');
};

interface Answering {
  readonly name: string;
  /** The new run's text, from the whole text and what was shown of it; `null`: it cannot answer so here. */
  readonly rest: (text: string, shown: string) => string | null;
}

const overlapping: Answering = {
  name: 'the last words again',
  rest: (text, shown) => {
    for (let at = shown.length; at > 0; at--)
      if (isWordStart(shown, at) && weightOf(shown.slice(at)) >= 30) return text.slice(at);
    return null;
  },
};

const answerings: readonly Answering[] = [
  { name: 'the rest only', rest: (text, shown) => text.slice(shown.length) },
  { name: 'all over', rest: (text) => text },
  overlapping,
];

const prefills = [
  { operation: 'chat', style: 'plain', mayOverlap: true },
  { operation: 'chat', style: 'continue_final_message', mayOverlap: false },
  { operation: 'completions', style: 'plain', mayOverlap: false },
  { operation: 'messages', style: 'anthropic', mayOverlap: true },
] as const;

test('a prefill goes on at the very token, with the last words again, or all over', () => {
  for (const { operation, style, mayOverlap } of prefills) {
    for (const [name, text] of Object.entries(texts)) {
      const whole = speak[operation](told(text, 3), first);
      for (const at of breaksOf(whole)) {
        const kept = whole.slice(0, at);
        const prefix = rescues[operation].assemble(kept);
        const way = ways(prefix, requestOf(operation), { prefill: style })[0];
        if (way?.how !== 'prefill') continue;
        const shown = shownIn(operation, requestBody(way, Buffer.from(JSON.stringify(requestOf(operation))), prefix));
        assert.equal(shown, shownOf(prefix.text));
        for (const answering of answerings) {
          // Little that comes again may be an answer that has it twice.
          if (answering.name === 'all over' && weightOf(shown) < (mayOverlap ? 3 : 24)) continue;
          if (answering === overlapping && !mayOverlap) continue;
          const rest = answering.rest(text, shown);
          if (rest === null) continue;
          const rescued = rescue(operation, { prefix, way, kept }, speak[operation](told(rest, 5), second));
          const what = `${operation} ${name} behind event ${at}: ${answering.name}`;
          assert.equal(rescued.kind, 'whole', what);
          assertCoherent(operation, rescued.events, whole);
        }
      }
    }
  }
});

test('a turn that begins as it was asked goes on without a seam; one that does not is believed only when it is sure', () => {
  let sure = 0;
  for (const operation of ['chat', 'messages', 'responses'] as const) {
    for (const [name, text] of Object.entries(texts)) {
      const whole = speak[operation](told(text, 3), first);
      for (const at of breaksOf(whole)) {
        const kept = whole.slice(0, at);
        const prefix = rescues[operation].assemble(kept);
        const way = ways(prefix, requestOf(operation), { prefill: null }).at(-1);
        if (way?.how !== 'continue') continue;
        const body = requestBody(way, Buffer.from(JSON.stringify(requestOf(operation))), prefix);
        const shown = shownIn(operation, body);
        const anchor = anchorIn(operation, body);
        assert.ok(anchor !== '' && shown.endsWith(anchor), anchor);
        const rest = text.slice(shown.length);
        const asAsked = [anchor + rest, `\n${anchor}${rest}`, text];
        for (const [index, answer] of [...asAsked, rest, rest.trimStart(), ` ${rest.trimStart()}`].entries()) {
          const rescued = rescue(operation, { prefix, way, kept }, speak[operation](told(answer, 5), second));
          const what = `${operation} ${name} behind event ${at}: ${JSON.stringify(answer)}`;
          if (index < asAsked.length) assert.equal(rescued.kind, 'whole', what);
          if (rescued.kind === 'diverged') assert.deepEqual(rescued.events, kept, what);
          else if (index < 4) assertCoherent(operation, rescued.events, whole);
          if (rescued.kind === 'whole' && index === 3) sure++;
        }
      }
    }
  }
  assert.ok(sure > 100, `${sure} of the bare rests were believed`);
});

test('another answer never passes, not even in part', () => {
  const word = fc.constantFrom('Sky', 'blue', ' light', ' scatters', ', ', ' more', '. ', 'Ünder', ' 天空', '🌌', '\n');
  const answer = fc.array(word, { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.constantFrom(...operations), fc.tuple(answer, answer), fc.nat(), (operation, [one, other], cut) => {
      const whole = speak[operation]({ text: one }, first);
      const at = 1 + (cut % (whole.length - 1));
      const kept = whole.slice(0, at);
      const prefix = rescues[operation].assemble(kept);
      if (prefix.isFinished || prefix.text === '') return;
      const rescued = rescue(operation, { prefix, way: restart, kept }, speak[operation]({ text: other }, second));
      const isSame = other.join('').startsWith(prefix.text);
      const sum = rescues[operation].assemble(rescued.events).text;
      if (rescued.kind === 'whole') assert.equal(squeezed(sum), squeezed(other.join('')));
      else assert.equal(sum, prefix.text);
      if (isSame && prefix.isTextOpen) assert.equal(rescued.kind, 'whole');
    }),
    { numRuns: 3_000 },
  );
});

const squeezed = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase();

test('a tool call with another name or other arguments never passes', () => {
  for (const operation of ['chat', 'messages', 'responses'] as const) {
    const whole = speak[operation](onlyTools, first);
    const renamed = { text: [], tools: [{ name: 'fetch', pieces: ['{}'] }] };
    const misnamed = { text: [], tools: [{ name: 'seek', pieces: ['{"query": "sky \\"blue\\" 🌌", "n": 12}'] }] };
    const shorter = { text: [], tools: [{ name: 'search', pieces: ['{"qu'] }] };
    const none = { text: ['I know it.'] };
    const changed = { text: [], tools: [{ name: 'search', pieces: ['{"query": "sea"}'] }] };
    const spaced = {
      text: [],
      tools: [
        { name: 'search', pieces: ['{ "query" :"sky \\"blue\\" 🌌","n":12 }'] },
        { name: 'fetch', pieces: ['{}'] },
      ],
    };
    for (const at of breaksOf(whole)) {
      const kept = whole.slice(0, at);
      const prefix = rescues[operation].assemble(kept);
      const sent = prefix.tools[0]?.arguments ?? '';
      if (prefix.isFinished || sent.length < 12) continue;
      for (const other of [renamed, changed, misnamed, none, { text: [] }, shorter]) {
        const rescued = rescue(operation, { prefix, way: restart, kept }, speak[operation](other, second));
        assert.equal(rescued.kind, 'diverged', `${operation} behind event ${at}`);
        assert.deepEqual(rescued.events, kept);
      }
      const rescued = rescue(operation, { prefix, way: restart, kept }, speak[operation](spaced, second));
      assert.equal(rescued.kind, 'whole');
      const json = rescues[operation].assemble(rescued.events).tools.map((tool): unknown => JSON.parse(tool.arguments));
      assert.deepEqual(json, [{ query: 'sky "blue" 🌌', n: 12 }, {}]);
    }
  }
});

test('a second run that ends before it told what was sent, or tells more of a text that was closed, never passes', () => {
  const text = texts.english;
  for (const operation of operations) {
    const whole = speak[operation](told(text, 4), first);
    for (const at of breaksOf(whole)) {
      const kept = whole.slice(0, at);
      const prefix = rescues[operation].assemble(kept);
      if (prefix.isFinished || prefix.text.length < 8) continue;
      const others = [told(prefix.text.slice(0, -5), 3), ...(prefix.isTextOpen ? [] : [told(`${text} And more.`, 3)])];
      for (const other of others) {
        const rescued = rescue(operation, { prefix, way: restart, kept }, speak[operation](other, second));
        assert.equal(rescued.kind, 'diverged', `${operation} behind event ${at}`);
        assert.deepEqual(rescued.events, kept);
      }
    }
    const half = whole.slice(0, 8);
    const prefix = rescues[operation].assemble(half);
    const nothing = rescue(operation, { prefix, way: restart, kept: half }, speak[operation]({ text: [] }, second));
    assert.deepEqual(nothing, { kind: 'diverged', events: half });
  }
});

test('a second break is rescued like the first', () => {
  for (const operation of operations) {
    const whole = speak[operation](told(texts.emoji, 3), first);
    for (const at of breaksOf(whole)) {
      const kept = whole.slice(0, at);
      const prefix = rescues[operation].assemble(kept);
      if (prefix.isFinished) continue;
      const again = speak[operation](told(texts.emoji, 4), second);
      const half = rescue(operation, { prefix, way: restart, kept }, again.slice(0, Math.floor(again.length / 2)));
      const later = rescues[operation].assemble(half.events);
      if (half.kind === 'diverged' || later.isFinished) continue;
      const third = speak[operation](told(texts.emoji, 2), { id: 'cc', model: 'm-three', inputTokens: 11 });
      const rescued = rescue(operation, { prefix: later, way: restart, kept: half.events }, third);
      assert.equal(rescued.kind, 'whole', `${operation} broken behind event ${at}`);
      assertCoherent(operation, rescued.events, whole);
    }
  }
});

test('capabilities and structure decide the ways', () => {
  const prefix = rescues.chat.assemble(speak.chat(told(texts.english, 4), first).slice(0, 12));
  const how = (request: JsonObject, ownedBy: string | null): readonly string[] =>
    ways(prefix, { ...requestOf('chat'), ...request }, capabilitiesOf({ dialect: 'openai', model: 'x', ownedBy })).map(
      (way) => way.how,
    );
  assert.deepEqual(how({}, 'vllm'), ['prefill', 'restart', 'continue']);
  assert.deepEqual(how({}, null), ['restart', 'continue']);
  assert.deepEqual(how({ response_format: { type: 'json_object' } }, 'vllm'), ['restart']);
  assert.deepEqual(how({ n: 2 }, 'vllm'), []);
  assert.ok(isStructured({ text: { format: { type: 'json_schema' } } }));
});
