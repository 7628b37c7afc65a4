/** Answers of every kind in every dialect, as one upstream streams them, and as another tells the same or something else. */
import type { Streamed } from '../../src/dialect/rescue/prefix.ts';
import { speak, type Told } from '../dialect/recorded.ts';

export interface Recording {
  readonly name: string;
  readonly operation: Streamed;
  readonly path: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Events of the upstream that breaks. */
  readonly first: readonly Buffer[];
  /** The same answer from another one: another id, another model, other tokens. */
  readonly again: readonly Buffer[];
  /** Another answer. */
  readonly other: readonly Buffer[];
  /** Of completions. */
  readonly prompt: string | null;
  /** The same answer from another one that was shown its beginning. */
  readonly rest: (shown: string) => readonly Buffer[];
  /** Whether it can be gone on with: what cannot ends with the error. */
  readonly isRescued: boolean;
}

const paths = {
  chat: '/v1/chat/completions',
  completions: '/v1/completions',
  messages: '/v1/messages',
  responses: '/v1/responses',
} as const satisfies Record<Streamed, string>;

const all = Object.keys(paths) as readonly Streamed[];
const talking: readonly Streamed[] = ['chat', 'messages', 'responses'];

const words = ['Hé', 'llo, ', '世界', ' is', ' a 🌍', '.\n\n- It', ' went on'];
const otherWords = ['Nothing', ' of', ' the', ' kind', ' was', ' said', ' here.'];
const tools = [{ name: 'weather', pieces: ['{"city"', ': "Zü', 'rich", "d', 'ays":3}'] }];
const parallel = [...tools, { name: 'stop', pieces: ['{', '}'] }];
const otherTools = [{ name: 'weather', pieces: ['{"city": "Rome"}'] }];
const json = ['{"steps', '": ["one', '", "two 🌍"], ', '"answer": 12}'];

interface Kind {
  readonly name: string;
  readonly operations: readonly Streamed[];
  readonly told: Told;
  readonly other: Told;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Never gone on with. */
  readonly isLost?: boolean;
}

const other: Told = { text: otherWords };

const kinds: readonly Kind[] = [
  { name: 'text', operations: all, told: { text: words }, other },
  {
    name: 'reasoning, then text',
    operations: ['chat', 'responses'],
    told: { reasoning: ['Hm', ', 天空'], text: words.slice(0, 3) },
    other,
  },
  {
    name: 'signed thinking, then text',
    operations: ['messages'],
    told: { thinking: ['Hm', ', 天空'], text: words.slice(0, 3) },
    other: { thinking: ['No'], text: otherWords },
    isLost: true,
  },
  { name: 'a tool call', operations: talking, told: { text: [], tools }, other: { text: [], tools: otherTools } },
  {
    name: 'text and parallel tool calls',
    operations: talking,
    told: { text: words.slice(0, 2), tools: parallel },
    other: { text: otherWords, tools: otherTools },
  },
  {
    name: 'a refusal',
    operations: ['chat', 'responses'],
    told: { text: [], refusal: ["I'm", ' sorry', ', no.'] },
    other,
    isLost: true,
  },
  { name: 'a refusal', operations: ['messages'], told: { text: [], refusal: ["I'm", ' sorry', ', no.'] }, other },
  {
    name: 'structured output',
    operations: talking,
    told: { text: json },
    other: { text: ['{"steps": [], "answer": 13}'] },
    body: {
      response_format: { type: 'json_object' },
      text: { format: { type: 'json_object' } },
      output_format: { type: 'json_schema', schema: {} },
    },
  },
];

/** Other tokens of the same text. */
const retold = (pieces: readonly string[]): readonly string[] => pieces.join('').match(/[\s\S]{1,5}/gu) ?? [];

const again = (told: Told): Told => ({
  ...told,
  text: retold(told.text),
  ...(told.reasoning === undefined ? {} : { reasoning: retold(told.reasoning) }),
  ...(told.tools === undefined
    ? {}
    : { tools: told.tools.map(({ name, pieces }) => ({ name, pieces: retold(pieces) })) }),
});

const bytesOf = (operation: Streamed, told: Told, id: string): readonly Buffer[] =>
  speak[operation](told, { id, model: `m-${id}`, inputTokens: 11 }).map((event) => event.raw);

const prompt = 'Tell: ';
const turn = [{ role: 'user', content: 'What is the story of the fox and why is it told?' }];

export const recordings: readonly Recording[] = kinds.flatMap((kind) =>
  kind.operations.map((operation) => ({
    name: `${operation}: ${kind.name}`,
    operation,
    path: paths[operation],
    body: {
      model: 'm',
      stream: true,
      max_tokens: 100,
      ...(operation === 'completions' ? { prompt } : {}),
      ...(operation === 'responses' ? { input: turn, store: false } : { messages: turn }),
      ...kind.body,
    },
    first: bytesOf(operation, kind.told, 'a'),
    again: bytesOf(operation, again(kind.told), 'bbb'),
    other: bytesOf(operation, kind.other, 'other'),
    prompt: operation === 'completions' ? prompt : null,
    rest: (shown) => {
      const text = kind.told.text.join('');
      if (!text.startsWith(shown)) throw new Error(`it was shown ${shown}`);
      return bytesOf(operation, { text: retold([text.slice(shown.length)]) }, 'bbb');
    },
    isRescued: kind.isLost !== true,
  })),
);
