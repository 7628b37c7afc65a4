/** Kills the gateway with SIGKILL at random moments under calls of every kind, starts it again, and counts what callers lost. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as say from '../test/fakes/answers.ts';
import type { Program } from '../test/fakes/program.ts';
import { startIn, startProgram } from '../test/fakes/program.ts';
import { dataOf, idsOf, StreamReader } from '../test/fakes/reader.ts';
import { type Act, type FakeUpstream, startUpstream } from '../test/fakes/upstream.ts';

const rounds = Number(process.argv[2] ?? 100);
const callsPerRound = 6;
const wordCount = 60;
const wordMs = 12;
/** Before, in the middle of and behind what a call takes. */
const killWithinMs = wordCount * wordMs * 1.3;
const patienceMs = 60_000;
const env = { GOOD_GATEWAY_SECRET: randomBytes(24).toString('hex') };

/** No two calls have the same text, so that one answer in the place of another is seen. */
const wordsOf = (name: string): readonly string[] => Array.from({ length: wordCount }, (_, n) => `${name}-${n} `);

const nameIn = (body: Buffer): string => /call-\d+/.exec(body.toString())?.[0] ?? 'nobody';

/** A model that takes its time: the whole text to whoever asks. */
const slowly: Act = (answer, seen) => {
  const words = wordsOf(nameIn(seen.body));
  if (!/"stream":\s*true/.test(seen.body.toString())) {
    const late = setTimeout(() => say.json(say.chatBody(words.join('')))(answer, seen), wordCount * wordMs);
    answer.once('close', () => clearTimeout(late));
    return;
  }
  answer.writeHead(200, say.eventStream).write(say.opening);
  let next = 0;
  const timer = setInterval(() => {
    const word = words[next++];
    if (word !== undefined) answer.write(say.chunk(word));
    else answer.end(say.chunk(null) + say.done);
  }, wordMs);
  answer.once('close', () => clearInterval(timer));
};

type Verdict = 'whole' | 'explained' | 'wrong' | 'lost';

let program: Program;
let up: PromiseWithResolvers<void> = Promise.withResolvers();
up.resolve();

const textOf = (stream: string): string =>
  dataOf(stream)
    .filter((data) => data !== '[DONE]')
    .map(
      (data) => (JSON.parse(data) as { choices?: { delta: { content?: string } }[] }).choices?.[0]?.delta.content ?? '',
    )
    .join('');

/** A caller that comes back after every break: by the stream's id once it knows it, else by its key. */
class Caller {
  readonly #name: string;
  readonly #isStream: boolean;
  #id: string | null = null;
  #text = '';
  breaks = 0;

  constructor(name: string, isStream: boolean) {
    this.#name = name;
    this.#isStream = isStream;
  }

  async run(): Promise<Verdict> {
    const until = Date.now() + patienceMs;
    while (Date.now() < until) {
      await up.promise;
      try {
        const verdict = this.#isStream ? await this.#stream() : await this.#body();
        if (verdict !== null) return verdict;
      } catch {
        // The line broke.
      }
      this.breaks++;
      await sleep(20);
    }
    return 'lost';
  }

  #ask(): Promise<Response> {
    const body = { model: 'm', stream: this.#isStream, messages: [{ role: 'user', content: this.#name }] };
    return fetch(`${program.url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': this.#name },
      body: JSON.stringify(body),
    });
  }

  async #body(): Promise<Verdict | null> {
    const response = await this.#ask();
    const body = (await response.json()) as { choices?: { message: { content: string } }[]; error?: unknown };
    if (body.error !== undefined) return 'explained';
    return body.choices?.[0]?.message.content === wordsOf(this.#name).join('') ? 'whole' : 'wrong';
  }

  async #stream(): Promise<Verdict | null> {
    const last = idsOf(this.#text).at(-1);
    const response =
      this.#id === null || last === undefined
        ? await this.#ask()
        : await fetch(`${program.url}/streams/${this.#id}`, { headers: { 'last-event-id': last } });
    if (response.status !== 200) return 'explained';
    this.#id = response.headers.get('good-gateway-stream');
    const reader = new StreamReader(response);
    const { text } = await reader.toEnd();
    // Half an event at a break was not received.
    this.#text += text.slice(0, text.lastIndexOf('\n\n') + 2);
    if (/"error":/.test(this.#text)) return 'explained';
    return dataOf(this.#text).at(-1) === '[DONE]' ? this.#judge() : null;
  }

  #judge(): Verdict {
    const numbers = idsOf(this.#text);
    const isNumbered = numbers.every((id, index) => id === `${this.#id}:${index + 1}`);
    return isNumbered && textOf(this.#text) === wordsOf(this.#name).join('') ? 'whole' : 'wrong';
  }
}

const killAndStart = async (): Promise<number> => {
  up = Promise.withResolvers();
  await program.kill();
  const at = performance.now();
  program = await startIn(program.folder, env);
  up.resolve();
  return performance.now() - at;
};

const upstream: FakeUpstream = await startUpstream(slowly);
const upstreams = { one: { url: upstream.url, health: 'off', models: ['m'] } };
program = await startProgram({ keepPrompts: 'durable', upstreams }, env);
const counts: Record<Verdict, number> = { whole: 0, explained: 0, wrong: 0, lost: 0 };
let [calls, broken, slowestMs] = [0, 0, 0];

for (let round = 0; round < rounds; round++) {
  const callers = Array.from({ length: callsPerRound }, (_, n) => new Caller(`call-${calls + n}`, n % 3 !== 2));
  calls += callsPerRound;
  const running = callers.map((caller) => caller.run());
  await sleep(Math.random() * killWithinMs);
  slowestMs = Math.max(slowestMs, await killAndStart());
  for (const verdict of await Promise.all(running)) counts[verdict]++;
  broken += callers.filter((caller) => caller.breaks > 0).length;
  if (process.stderr.isTTY) process.stderr.write(`\r${round + 1} of ${rounds}`);
}

const unused = upstream.seen.length - calls;
await program.close();
await upstream.close();
console.log(
  `kill -9 of the gateway ${rounds} times, at random moments under ${callsPerRound} calls, two thirds of them streams`,
);
for (const [what, value] of [
  ['calls', calls],
  ['of these, cut by a kill', broken],
  ['whole answers', counts.whole],
  ['ended with an explanation', counts.explained],
  ['prompts lost', counts.lost],
  ['answers wrong', counts.wrong],
  ['generations beyond one for each call', unused],
  ['slowest start after a kill (ms)', Math.round(slowestMs)],
] as const)
  console.log(`  ${what.padEnd(38)} ${String(value).padStart(6)}`);
process.exitCode = counts.lost + counts.wrong === 0 ? 0 : 1;
