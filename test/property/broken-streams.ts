/** Breaks a recorded answer at one byte, in front of the whole gateway, and finds fault with what the caller got. */
import type { Sending } from '../../src/domain/ports.ts';
import type { SimExchange } from '../../bench/simulate/exchange.ts';
import { type Made, makeOf } from '../fakes/hearer.ts';
import { type Heard, startStill, type StillGateway } from '../fakes/still-gateway.ts';
import type { Recording } from './recordings.ts';

interface Breaking {
  readonly exchange: SimExchange;
  /** What would have come. */
  readonly rest: Buffer;
}

const errorEvent =
  '\n\nevent: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';

export const faults = {
  'is cut': ({ exchange }: Breaking): void => exchange.break('UND_ERR_SOCKET'),
  'is reset': ({ exchange }: Breaking): void => exchange.break('ECONNRESET'),
  'ends in good order': ({ exchange }: Breaking): void => exchange.finish(),
  stalls: (): void => {},
  'turns into garbage': ({ exchange, rest }: Breaking): void => {
    exchange.send(Buffer.concat([Buffer.from('\n\ndata: {"broken\n\n\xff', 'latin1'), rest]));
    exchange.finish();
  },
  'turns into a page': ({ exchange }: Breaking): void => {
    exchange.send(Buffer.from('<html><body><h1>502 Bad Gateway</h1></body></html>\r\n'));
    exchange.finish();
  },
  'says it failed': ({ exchange }: Breaking): void => {
    exchange.send(Buffer.from(errorEvent));
    exchange.finish();
  },
  'cannot be inflated': ({ exchange }: Breaking): void => exchange.break('Z_DATA_ERROR'),
} as const satisfies Record<string, (breaking: Breaking) => void>;

export type Fault = keyof typeof faults;

/** What the upstream that goes on tells: the same answer, or another one. */
export type Next = 'again' | 'other';

export interface Case {
  readonly recording: Recording;
  readonly fault: Fault;
  readonly offset: number;
  readonly next: Next;
}

/** `whole`: the fault was not seen. `error`: half an answer, and why. `complaints`: what is wrong with it, none as it should be. */
export interface Result {
  readonly kind: 'whole' | 'error';
  readonly isResumed: boolean;
  readonly complaints: readonly string[];
  readonly heard: Heard;
}

const eventStream = { 'content-type': 'text/event-stream' };

export const lengthOf = ({ first }: Recording): number => first.reduce((sum, event) => sum + event.length, 0);

/** Every event before the break comes in a piece of its own: the caller has what can be had. */
const playBroken = (exchange: SimExchange, { recording, fault, offset }: Case): void => {
  exchange.answer(200, eventStream);
  let left = offset;
  for (const event of recording.first) {
    if (left > 0) exchange.send(event.subarray(0, left));
    left -= Math.min(left, event.length);
  }
  faults[fault]({ exchange, rest: Buffer.concat(recording.first).subarray(offset) });
};

const playWhole = (exchange: SimExchange, events: readonly Buffer[]): void => {
  exchange.answer(200, eventStream);
  for (const event of events) exchange.send(event);
  exchange.finish();
};

/** Completions go on behind the prompt they are sent; who was sent the caller's own begins from the start. */
const goingOn = ({ prompt, rest }: Recording, { body }: Sending): readonly Buffer[] | null => {
  if (prompt === null || !(body instanceof Uint8Array)) return null;
  const sent = (JSON.parse(Buffer.from(body).toString('utf8')) as { prompt: string }).prompt;
  return sent === prompt ? null : rest(sent.slice(prompt.length));
};

const upstream = (name: string): object => ({ url: `http://${name}.test/v1`, health: 'off', models: ['m'] });

export class Breaker {
  readonly #gateway: StillGateway;

  constructor(gateway: StillGateway) {
    this.#gateway = gateway;
  }

  static async start(): Promise<Breaker> {
    return new Breaker(
      await startStill({
        upstreams: { one: upstream('one'), two: upstream('two') },
        models: { m: { targets: [{ upstream: 'one' }, { upstream: 'two', tier: 2 }] } },
        retries: { attempts: 3, budget: '100%' },
        timeouts: { firstToken: '20s' },
      }),
    );
  }

  async run(broken: Case): Promise<Result> {
    const { recording, next } = broken;
    const gateway = this.#gateway;
    gateway.plays('one', (exchange) => playBroken(exchange, broken));
    gateway.plays('two', (exchange, sending) => playWhole(exchange, goingOn(recording, sending) ?? recording[next]));
    const heard = await gateway.call({ path: recording.path, body: recording.body });
    await gateway.forgive('one');
    return judge(broken, heard);
  }

  stop(): void {
    this.#gateway.stop();
  }
}

/** Names of calls are the upstream's own, and two have different ones. */
const withoutIds = (texts: Made['texts']): string =>
  JSON.stringify(
    Object.entries(texts)
      .filter(([place]) => !/\.(?:id|call_id|signature)$/.test(place))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );

const known = new Map<readonly Buffer[], Made>();

/** What a caller makes of an answer without any fault. */
const wholeOf = (events: readonly Buffer[]): Made => {
  const before = known.get(events);
  if (before !== undefined) return before;
  const id = 'f'.repeat(32);
  const made = makeOf(events.map((event, index) => `id: ${id}:${index + 1}\n${event.toString()}`).join(''));
  if (made.complaints.length > 0) throw new Error(`a recording is not sound: ${made.complaints.join('; ')}`);
  known.set(events, made);
  return made;
};

const judge = ({ recording, fault, next }: Case, heard: Heard): Result => {
  const made = makeOf(heard.body);
  const complaints = [...made.complaints];
  const isWhole = made.error === null && made.finishes.length > 0;
  if (heard.status !== 200) complaints.push(`status ${heard.status}`);
  if (!heard.isEnded) complaints.push('the connection was broken off');
  complaints.push(...(isWhole ? faultsOfWhole(made, recording, next) : faultsOfError(made, recording)));
  if (recording.isRescued && next === 'again' && !isWhole) complaints.push('it was not gone on with');
  if (heard.ms > (fault === 'stalls' ? 130_000 : 30_000)) complaints.push(`it took ${heard.ms} ms`);
  return { kind: isWhole ? 'whole' : 'error', isResumed: made.isResumed, complaints, heard };
};

const isThought = (place: string): boolean => place.includes('reasoning');
const isSaid = (place: string): boolean => /content|output_text/.test(place) && !isThought(place);

const saidIn = (texts: Made['texts']): string =>
  JSON.stringify(Object.entries(texts).flatMap(([place, text]) => (isSaid(place) ? [text] : [])));

/** Thoughts that broke off, and a whole answer that another run came to by itself: nothing of that is glued. */
const isRethought = (made: Made, first: Made, second: Made): boolean =>
  saidIn(made.texts) === saidIn(second.texts) &&
  Object.entries(made.texts).every(([place, text]) => !isThought(place) || (first.texts[place] ?? '').startsWith(text));

const faultsOfWhole = (made: Made, recording: Recording, next: Next): readonly string[] => {
  const [first, second] = [wholeOf(recording.first), wholeOf(recording[next])];
  const [told, told1, told2] = [made.texts, first.texts, second.texts].map(withoutIds);
  const meant = told === told1 ? first : told === told2 || isRethought(made, first, second) ? second : null;
  if (meant === null) return [`it is another text: ${told}`];
  const complaints: string[] = [];
  const least = recording.operation === 'completions' ? 0 : (second.outputTokens ?? 0);
  if (made.ends > 1) complaints.push(`${made.ends} ends`);
  if (made.finishes.join() !== meant.finishes.join()) complaints.push(`finishes: ${made.finishes.join()}`);
  if (made.isResumed && made.outputTokens !== null && made.outputTokens <= least)
    complaints.push(`${made.outputTokens} tokens of both attempts`);
  return complaints;
};

const faultsOfError = ({ error, texts, ends, finishes }: Made, { first }: Recording): readonly string[] => {
  if (error === null) return ['neither whole nor an error'];
  const complaints: string[] = [];
  if (ends + finishes.length > 0) complaints.push('an end beside an error');
  const whole = wholeOf(first).texts;
  for (const [place, text] of Object.entries(texts))
    if (!(whole[place] ?? '').startsWith(text)) complaints.push(`${place} is another text: ${text}`);
  for (const member of ['message', 'code', 'family', 'who', 'request_id', 'why'])
    if (typeof error[member] !== 'string' || error[member] === '') complaints.push(`the error has no ${member}`);
  return complaints;
};
