/** Makes a new answer: as it was asked for, or for a caller who waits for one body as a stream that is put together at its end. */
import type { AnswerHead, AnswerWriter, Ending } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import { causeOf } from '../domain/cause.ts';
import type { HeaderList } from '../domain/ports.ts';
import type { Route } from '../domain/upstream.ts';
import { assemblers, isAboutStream, isAssembled, streamedBody } from '../dialect/assemble/index.ts';
import type { Assembler } from '../dialect/assemble/index.ts';
import { SseFramer } from '../dialect/sse.ts';
import { contentTypeOf } from './copy.ts';
import type { Gateway } from './gateway.ts';
import type { Job } from './produce.ts';
import { produce } from './produce.ts';
import { Stop } from './stop.ts';

export const make = (gateway: Gateway, job: Job): Promise<void> => {
  const assembly = assemblyOf(job.call, job.route);
  return assembly === null ? produce(gateway, job) : new Assembling(gateway, job, assembly).run();
};

interface Assembly {
  /** The caller's, asking for a stream. */
  readonly body: Uint8Array;
  readonly assembler: Assembler;
}

/** `null` where the call is made as it was asked for. */
const assemblyOf = (call: Call, route: Route): Assembly | null => {
  const { operation, stream, replay } = call;
  if (stream || route.assemble === 'off' || replay !== 'safe' || !isAssembled(operation)) return null;
  const body = streamedBody(operation, call.body, route.assemble);
  return body === null ? null : { body, assembler: assemblers[operation]() };
};

class Assembling {
  readonly #gateway: Gateway;
  readonly #job: Job;
  readonly #assembly: Assembly;
  readonly #stop = new Stop();
  /** The stream, for nobody but us. */
  readonly #source: AnswerWriter;
  /** A body, where an upstream does not stream. */
  readonly #pieces: Uint8Array[] = [];

  constructor(gateway: Gateway, job: Job, assembly: Assembly) {
    const { id: _id, streamId: id, caller: owner, operation } = job.call;
    this.#gateway = gateway;
    this.#job = job;
    this.#assembly = assembly;
    this.#source = gateway.answers.open({ id, owner, operation, isNamed: false });
  }

  async run(): Promise<void> {
    const { clock } = this.#gateway;
    const { call, stop } = this.#job;
    const late = causeOf('deadline_exceeded', call.impatient ? {} : { who: 'provider' });
    const alarm = clock.after(call.deadlineAt - clock.now(), () => {
      // Before the first content the deadline is kept where attempts are chosen, and better explained.
      if (this.#source.head !== null) this.#stop.end(late);
    });
    const pass = (): void => void (stop.cause !== null && this.#stop.end(stop.cause));
    stop.listen(pass);
    pass();
    const collected = this.#collect();
    await produce(this.#gateway, {
      ...this.#job,
      call: { ...call, stream: true, body: this.#assembly.body },
      answer: this.#source,
      stop: this.#stop,
      standIn: () => false,
      mayBeBody: true,
    });
    alarm.cancel();
    stop.leave(pass);
    await collected;
    if (this.#source.ending !== null) await this.#end(this.#source.ending);
  }

  async #collect(): Promise<void> {
    const follower = this.#source.follow(0);
    if (follower === null) return;
    const { answerBytes } = this.#gateway.settings().limits;
    const framer = new SseFramer();
    let bytes = 0;
    for (;;) {
      const piece = follower.next();
      if (piece !== null) {
        this.#take(piece, framer);
        bytes += piece.length;
        if (bytes > answerBytes) this.#stop.end(causeOf('http_response_body_size'));
      } else if (this.#source.ending !== null) return follower.leave();
      else await follower.changed();
    }
  }

  #take(piece: Uint8Array, framer: SseFramer): void {
    if (this.#source.head !== null && !isStream(this.#source.head)) {
      this.#pieces.push(piece);
      return;
    }
    const framing = framer.push(piece);
    if (framing.kind === 'events') for (const event of framing.events) this.#assembly.assembler.take(event);
  }

  async #end(ending: Ending): Promise<void> {
    const { answer, standIn } = this.#job;
    const { head } = this.#source;
    if (ending.kind !== 'whole') {
      const { failure } = ending;
      if (head === null && isAboutStream(failure.error)) return produce(this.#gateway, this.#job);
      if (ending.kind === 'cancelled' || !standIn(failure)) answer.close(ending);
      return;
    }
    const bytes = this.#body();
    // What cannot be put together is asked for whole.
    if (head === null || bytes === null) return produce(this.#gateway, this.#job);
    answer.begin({ ...head, headers: jsonHeaders(head.headers), attempts: this.#job.trace.count });
    answer.append(bytes, 1);
    answer.close(ending);
  }

  #body(): Uint8Array | null {
    if (this.#pieces.length > 0) return Buffer.concat(this.#pieces);
    const body = this.#assembly.assembler.body();
    return body === null ? null : Buffer.from(JSON.stringify(body));
  }
}

const isStream = (head: AnswerHead): boolean => contentTypeOf(head).startsWith('text/event-stream');

const ofStream = new Set(['cache-control', 'content-type', 'x-accel-buffering']);

const jsonHeaders = (headers: HeaderList): HeaderList => [
  ...headers.filter((_, index) => !ofStream.has(headers[index - (index % 2)] ?? '')),
  'content-type',
  'application/json',
];
