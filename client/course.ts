/** The course of one call on this device: kept before it is sent, handed on as one answer, let go of at its end. */
import type { Call } from './call.ts';
import { cancel } from './cancel.ts';
import { GatewayError } from './gateway-error.ts';
import { headersToKeep } from './outbox.ts';
import type { Sent } from './send.ts';
import { sameHead } from './send.ts';
import { Unbroken } from './unbroken.ts';
import type { World } from './world.ts';

type Stream = Extract<Sent, { kind: 'stream' }>;

/** How long a store may take before the call goes out all the same. */
const keepingMs = 1_000;

/** Refusals of the request itself: the same prompt would be refused again. */
const refusedForGood = new Set([400, 404, 413, 415, 422]);

export class Course {
  readonly #call: Call;
  readonly #at: number;
  #isOver = false;

  /** `at`: when the call was first made. */
  constructor(call: Call, at: number) {
    this.#call = call;
    this.#at = at;
  }

  /** Keeps the call, sends it by `reach`, and gives its answer: one that does not break, or an explained error. */
  async run(reach: () => Promise<Sent>): Promise<Response> {
    const { asked, client } = this.#call;
    asked.signal?.throwIfAborted();
    asked.signal?.addEventListener('abort', this.#onAbort, { once: true });
    client.running.add(asked.key);
    try {
      await this.#keep();
      return this.#answered(await reach());
    } catch (error) {
      this.#over('kept');
      throw error;
    }
  }

  readonly #onAbort = (): void => {
    const reason: unknown = this.#call.asked.signal?.reason;
    // Time that ran out is no wish to lose the prompt.
    this.#stopped(reason, reason instanceof Error && reason.name === 'TimeoutError' ? 'kept' : 'done');
  };

  /** The caller wants no more of it. */
  #stopped(reason: unknown, how: 'kept' | 'done'): void {
    if (this.#isOver) return;
    this.#over(how);
    // What is kept may be come back to: it goes on meanwhile.
    if (how === 'done' || this.#call.client.outbox === null) cancel(this.#call, this.#call.streamId);
    this.#call.stop.abort(reason);
  }

  /** `failed`: its answer is over and is none, so the next one is another. */
  #over(how: 'kept' | 'failed' | 'done'): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { asked, client } = this.#call;
    asked.signal?.removeEventListener('abort', this.#onAbort);
    client.running.delete(asked.key);
    if (how === 'done') client.outbox?.remove(asked.key).catch(() => {});
    if (how !== 'failed') return;
    this.#call.streamId = null;
    void this.#keep();
  }

  #answered(sent: Sent): Response {
    if (sent.kind === 'stream') return this.#streamed(sent);
    const { ok, status } = sent.response;
    this.#over(ok || refusedForGood.has(status) ? 'done' : 'kept');
    const { line } = sent;
    if (line !== null) this.#call.asked.signal?.addEventListener('abort', () => line.drop(), { once: true });
    return sent.response;
  }

  #streamed(sent: Stream): Response {
    const call = this.#call;
    if (call.streamId !== sent.streamId) {
      call.streamId = sent.streamId;
      void this.#keep();
    }
    const unbroken = new Unbroken(call);
    const pieces = unbroken.pieces(sent);
    const body = new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const { done, value } = await pieces.next();
            if (!done) return controller.enqueue(value);
            this.#over(unbroken.hasFailed ? 'failed' : 'done');
            controller.close();
          } catch (error) {
            this.#over(error instanceof GatewayError && error.code !== 'connection_lost' ? 'failed' : 'kept');
            controller.error(error);
          }
        },
        cancel: (reason) => {
          // SDKs stop reading at the end mark.
          if (!unbroken.isEnded) return this.#stopped(reason, 'done');
          this.#over(unbroken.hasFailed ? 'failed' : 'done');
          call.stop.abort();
        },
      },
      { highWaterMark: 0 },
    );
    return sameHead(sent.response, body);
  }

  async #keep(): Promise<void> {
    const { asked, client, streamId } = this.#call;
    if (client.outbox === null) return;
    const headers = headersToKeep(asked.headers);
    const { key, url, body } = asked;
    const keeping = client.outbox.put({ version: 1, key, url, headers, body, at: this.#at, streamId });
    if (!(await isDoneWithin(client.world, keepingMs, keeping))) client.tell({ kind: 'not-kept', key });
  }
}

const isDoneWithin = (world: World, ms: number, work: Promise<void>): Promise<boolean> =>
  new Promise((resolve) => {
    const late = world.after(ms, () => resolve(false));
    const done = (isDone: boolean) => (): void => {
      late();
      resolve(isDone);
    };
    work.then(done(true), done(false));
  });
