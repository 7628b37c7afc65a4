/** Passes what we do not understand through to one upstream: bytes both ways, as they come, and never twice. */
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import type { Failure } from '../domain/evidence.ts';
import type { Downstream, Exchange, HeaderList, Incoming, WireFault } from '../domain/ports.ts';
import type { Target } from '../domain/upstream.ts';
import { basePath, credentialsFor } from '../dialect/request.ts';
import { classify } from '../policy/classify.ts';
import { explain } from './explain.ts';
import type { Gateway, Voice } from './gateway.ts';
import { limitFields } from './limit-fields.ts';
import { answerHeaders, callersCredentials, passHeaders } from './headers.ts';
import { AttemptNote } from './trace.ts';
import type { Traced } from './traced.ts';
import { tracedEvent, tracedHeaders } from './traced.ts';

export interface Passage {
  readonly id: string;
  readonly caller: string;
  readonly incoming: Incoming;
  readonly downstream: Downstream;
  readonly voice: Voice;
  readonly headers: HeaderList;
  /** Under `/v1`, beginning with a slash. */
  readonly path: string;
  readonly acceptedAt: number;
}

interface Outcome {
  readonly failure: Failure | null;
  readonly status: number;
  readonly bytesSent: number;
  readonly note: AttemptNote | null;
  /** Whether the upstream's own answer had begun to reach the caller. */
  readonly begun: boolean;
}

export const pass = async (gateway: Gateway, asked: Passage): Promise<void> => {
  const { caller, incoming, headers } = asked;
  // What it takes of a model is not read; that it is a call shows.
  using admission = gateway.door.enter(caller, { requests: incoming.method === 'POST' ? 1 : 0, tokens: 0 });
  const passage = { ...asked, headers: [...headers, ...limitFields(gateway.door.standings(caller))] };
  const target = gateway.fleet.route('*')?.targets[0] ?? null;
  const outcome =
    admission.kind === 'refused'
      ? refuse(passage, admission.failure, null)
      : target === null
        ? refuse(passage, { cause: causeOf('destination_not_found'), error: null }, null)
        : await new Passing(gateway, passage, target).run();
  const event = ended(gateway, passage, outcome);
  gateway.recent.learn(event, { userAgent: userAgentOf(passage), body: null });
  gateway.calls.ended(event, gateway.tell);
};

const userAgentOf = ({ incoming }: Passage): string | null => {
  const value = incoming.headers['user-agent'];
  return typeof value === 'string' ? value : null;
};

const tracedOf = ({ id, incoming }: Passage): Traced => {
  const { traceparent } = incoming.headers;
  return { id, headers: typeof traceparent === 'string' ? { traceparent } : {} };
};

const refuse = ({ downstream, voice, headers }: Passage, failure: Failure, note: AttemptNote | null): Outcome => {
  const refusal = voice.refusal(failure, note === null ? [] : [note.record]);
  const bytes = Buffer.from(refusal.body);
  // What is left of the caller's body will not be read.
  downstream.closeAfter();
  downstream.head(refusal.status, [...headers, ...refusal.headers, 'content-length', String(bytes.length)]);
  downstream.end(bytes);
  return { failure, status: refusal.status, bytesSent: bytes.length, note, begun: false };
};

class Passing {
  readonly #gateway: Gateway;
  readonly #passage: Passage;
  readonly #target: Target;
  readonly #note: AttemptNote;
  #bytesSent = 0;
  #endedBy: Cause | null = null;

  constructor(gateway: Gateway, passage: Passage, target: Target) {
    this.#gateway = gateway;
    this.#passage = passage;
    this.#target = target;
    this.#note = new AttemptNote({
      target,
      model: '',
      startedMs: gateway.clock.now() - passage.acceptedAt,
      how: 'fresh',
      queueMs: null,
    });
  }

  async run(): Promise<Outcome> {
    const { downstream, id, acceptedAt } = this.#passage;
    using place = this.#gateway.fleet.enter(this.#target, '', false);
    const exchange = this.#send();
    const end = (cause: Cause): void => {
      this.#endedBy ??= cause;
      exchange.abort();
    };
    const leave = (): void => end(causeOf('client_gone'));
    downstream.onGone(leave);
    this.#gateway.calls.started({
      id,
      streamId: null,
      at: acceptedAt,
      model: '',
      kept: () => 'nowhere',
      attempts: () => [this.#note.record],
      patienceMs: 0,
      abort: end,
    });
    const { answerMs } = this.#target.timeouts;
    const late = { kind: 'clock', clock: 'answer', limitMs: answerMs, facts: exchange.facts() } as const;
    const alarm = this.#gateway.clock.patience(answerMs, () => end(classify(late, this.#target.upstream.name)));
    try {
      const head = await exchange.head();
      alarm.cancel();
      if (head.kind === 'broken') {
        const cause = this.#brokenBy(exchange, head.fault, 'head');
        place.bad(cause);
        return this.#failed(exchange, cause);
      }
      this.#note.status(head.status);
      if (head.status < 500) place.good();
      return await this.#relay(exchange, head);
    } finally {
      alarm.cancel();
      downstream.onGone(null);
    }
  }

  #send(): Exchange {
    const { incoming, path } = this.#passage;
    const { upstream, timeouts } = this.#target;
    const { method, query, headers } = incoming;
    const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
    return this.#gateway.wire.open({
      upstream,
      method,
      path: basePath(upstream) + path + query,
      headers: {
        ...passHeaders(headers),
        ...credentialsFor(upstream, callersCredentials(headers)),
        ...upstream.headers,
        'accept-encoding': 'identity',
        ...tracedHeaders(this.#gateway, { call: tracedOf(this.#passage), index: 1 }),
      },
      body: hasBody ? incoming.stream() : null,
      connectMs: timeouts.connectMs,
      // It is never sent twice, so it does not risk that an idle connection closes under it.
      fresh: true,
    });
  }

  #failed(exchange: Exchange, cause: Cause): Outcome {
    this.#note.settle(exchange.facts(), cause);
    return refuse(this.#passage, { cause: this.#explained(cause), error: null }, this.#note);
  }

  #explained(cause: Cause): Cause {
    const { id, caller, acceptedAt } = this.#passage;
    const call = { id, caller, acceptedAt, model: '', userAgent: userAgentOf(this.#passage), body: null };
    return explain(this.#gateway, cause, { ...call, attempts: [this.#note.record] });
  }

  async #relay(
    exchange: Exchange,
    head: { readonly status: number; readonly headers: Incoming['headers'] },
  ): Promise<Outcome> {
    const { downstream, headers } = this.#passage;
    const length = head.headers['content-encoding'] === undefined ? head.headers['content-length'] : undefined;
    const own = ['good-gateway-upstream', this.#target.upstream.name, 'good-gateway-attempts', '1'];
    const lengthHeader = typeof length === 'string' ? ['content-length', length] : [];
    downstream.head(head.status, [
      ...answerHeaders(head.headers, this.#gateway.door.isLimited(this.#passage.caller)),
      ...headers,
      ...own,
      ...lengthHeader,
    ]);
    for (;;) {
      const part = await exchange.read();
      if (part.kind === 'data') {
        this.#bytesSent += part.bytes.length;
        if (!downstream.write(part.bytes)) await downstream.drained();
        if (!downstream.isGone) continue;
        exchange.abort();
      }
      if (part.kind === 'end') {
        downstream.end();
        this.#note.settle(exchange.facts(), null);
        return this.#outcome(null, head.status);
      }
      // A cut body must not look whole: the connection breaks, as the upstream's did.
      const cause =
        part.kind === 'broken' && !downstream.isGone
          ? this.#brokenBy(exchange, part.fault, 'body')
          : causeOf('client_gone');
      downstream.destroy();
      this.#note.settle(exchange.facts(), cause);
      return this.#outcome({ cause: this.#explained(cause), error: null }, head.status);
    }
  }

  /** What we ended ourselves needs no guess. */
  #brokenBy(exchange: Exchange, fault: WireFault, during: 'head' | 'body'): Cause {
    if (this.#endedBy !== null) return this.#endedBy;
    const facts = exchange.facts();
    return classify({ kind: 'wire', during, fault, facts, afterMs: facts.phases.end ?? 0 }, this.#target.upstream.name);
  }

  #outcome(failure: Failure | null, status: number): Outcome {
    return { failure, status, bytesSent: this.#bytesSent, note: this.#note, begun: true };
  }
}

const outcomeName = ({ failure, begun }: Outcome): CallEnded['outcome'] => {
  if (failure === null) return 'ok';
  if (failure.cause.code === 'client_gone') return 'cancelled';
  return begun ? 'incomplete' : 'failed';
};

const ended = (gateway: Gateway, passage: Passage, outcome: Outcome): CallEnded => ({
  kind: 'call',
  id: passage.id,
  streamId: null,
  at: passage.acceptedAt,
  operation: 'pass',
  model: '',
  caller: passage.caller,
  stream: false,
  outcome: outcomeName(outcome),
  cause: outcome.failure?.cause ?? null,
  upstream: outcome.failure === null ? (outcome.note?.record.upstream ?? null) : null,
  attempts: outcome.note === null ? [] : [outcome.note.record],
  status: outcome.status,
  ms: gateway.clock.now() - passage.acceptedAt,
  firstTokenMs: null,
  bytesSent: outcome.bytesSent,
  earlyHead: false,
  usage: null,
  extraTokens: null,
  cache: null,
  ...tracedEvent(gateway, tracedOf(passage)),
});
