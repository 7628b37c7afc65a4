/** A gateway of `keepPrompts: durable` that a test kills and starts again, in front of a model that says eight words. */
import type { ServerResponse } from 'node:http';
import type { Why } from '../../src/domain/why.ts';
import * as say from './answers.ts';
import { askStream, type CallOptions, post } from './calls.ts';
import { type Program, startIn, startProgram } from './program.ts';
import { dataOf, StreamReader } from './reader.ts';
import { type Act, type FakeUpstream, startUpstream } from './upstream.ts';

const env = { GOOD_GATEWAY_SECRET: 'a secret of this test, long enough' };
const words = ['It ', 'was ', 'a ', 'bright ', 'cold ', 'day ', 'in ', 'April.'];
export const whole = words.join('');

/** Says the first of the words, and leaves the rest open. */
export const saysFirst =
  (count: number, held: (answer: ServerResponse) => void = () => {}): Act =>
  (answer) => {
    const said = words.slice(0, count).map((word) => say.chunk(word));
    answer.writeHead(200, say.eventStream).write(say.opening + said.join(''));
    held(answer);
  };

export const saysAll = say.stream(say.chatStream(...words));

/** All that comes behind those. */
export const saysLast = (count: number): string => say.chatStream(...words.slice(count)).slice(say.opening.length);

/** What a caller reads in a stream. */
export const textOf = (stream: string): string =>
  dataOf(stream)
    .filter((data) => data !== '[DONE]')
    .map((data) => (JSON.parse(data) as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content ?? '')
    .join('');

/** A stream that was begun, as far as its caller has it. */
export interface Begun {
  readonly id: string;
  readonly callId: string | null;
  readonly had: string;
}

export interface Restart {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  readonly fileBlocks?: number;
}

/** At which gateway, and as whom. */
export interface Way {
  readonly at?: Program;
  readonly headers?: Readonly<Record<string, string>>;
}

type Config = Readonly<Record<string, unknown>>;

export class Mortal {
  readonly upstream: FakeUpstream;
  program: Program;

  constructor(upstream: FakeUpstream, program: Program) {
    this.upstream = upstream;
    this.program = program;
  }

  static async start(more: Config = {}, way: Restart = {}): Promise<Mortal> {
    const upstream = await startUpstream(say.silent);
    const upstreams = { one: { url: upstream.url, health: 'off', models: ['m'] } };
    return new Mortal(upstream, await startProgram({ keepPrompts: 'durable', upstreams, ...more }, env, way));
  }

  /** A second one beside it, with the same files. */
  startBeside(): Promise<Program> {
    return startIn(this.program.folder, env);
  }

  async killAndStart(restart: Restart = {}): Promise<void> {
    await this.program.kill();
    this.program = await startIn(this.program.folder, restart.env ?? env, restart);
  }

  /** Comes back to a stream. */
  again(id: string, after: number, { at = this.program, headers = {} }: Way = {}): Promise<Response> {
    return fetch(`${at.url}/streams/${id}`, { headers: { ...headers, 'last-event-id': `${id}:${after}` } });
  }

  async why(id: string | null, at = this.program): Promise<Why> {
    return (await (await fetch(`${at.origin}/why/${id}`)).json()) as Why;
  }

  /** Begins a stream, reads it up to a word, and gives what the caller has in hand when the gateway dies. */
  async begun(word: string, options: CallOptions = {}): Promise<Begun> {
    const response = await post(this.program.url, askStream, options);
    const reader = new StreamReader(response);
    await reader.until(word);
    return {
      id: response.headers.get('good-gateway-stream') ?? '',
      callId: response.headers.get('x-request-id'),
      had: reader.text,
    };
  }

  async close(): Promise<void> {
    await this.program.close();
    await this.upstream.close();
  }
}
