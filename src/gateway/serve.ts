/** The life of one call. Read this first. */
import type { Answer, AnswerWriter } from '../domain/answer.ts';
import type { Call } from '../domain/call.ts';
import type { Cause } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { Failure } from '../domain/evidence.ts';
import type { Downstream, HeaderList } from '../domain/ports.ts';
import type { Route } from '../domain/upstream.ts';
import { digestOf } from '../state/joins.ts';
import { estimateTokens, usedTokens } from '../policy/tokens.ts';
import { notKnownYet, seek } from './beside.ts';
import { deliver } from './deliver.ts';
import { findOrMake } from './find.ts';
import type { Gateway, Voice } from './gateway.ts';
import { limitFields } from './limit-fields.ts';
import { lostReader, patienceWith } from './lost-reader.ts';
import type { Job } from './produce.ts';
import { record } from './record.ts';
import { Stop } from './stop.ts';
import { Trace } from './trace.ts';

/** A call with the way back to its caller. */
export interface Visit {
  readonly call: Call;
  readonly route: Route;
  readonly downstream: Downstream;
  readonly voice: Voice;
  /** Ours, on every answer. */
  readonly headers: HeaderList;
}

export const serve = (gateway: Gateway, visit: Visit): Promise<void> =>
  visit.call.repeat.key === null ? joinOrMake(gateway, visit) : serveOnce(gateway, visit);

/** The same call may be known by its key, here or at a gateway beside. */
const serveOnce = async (gateway: Gateway, visit: Visit): Promise<void> =>
  (await isMadeBeside(gateway, visit.call)) ? refuse(gateway, visit, notKnownYet) : joinOrMake(gateway, visit);

const joinOrMake = (gateway: Gateway, visit: Visit): Promise<void> => {
  const { call } = visit;
  const joining = gateway.joins.find(call, call.acceptedAt);
  switch (joining.kind) {
    case 'new':
      return make(gateway, visit);
    case 'same':
      return join(gateway, visit, joining);
    case 'conflict':
      return refuse(gateway, visit, conflict);
    default:
      return joining satisfies never;
  }
};

const said = (cause: Cause, message: string): Failure => ({
  cause,
  error: { message, type: null, code: null, param: null },
});

const conflict = said(
  causeOf('unprocessable_request'),
  'Another body was sent under this Idempotency-Key: use a new key for a new call.',
);

/** Whether a gateway that may be dead has made this call, after waiting until that would be known. */
const isMadeBeside = async (gateway: Gateway, call: Call): Promise<boolean> => {
  const name = `${call.caller}\n${call.repeat.key}`;
  if (!gateway.answers.mayBeBeside(name, null)) return false;
  return (
    (await seek(gateway, {
      name,
      isStrict: false,
      find: () => gateway.joins.callOf(call.caller, call.repeat.key ?? ''),
    })) === 'unsure'
  );
};

const refuse = (gateway: Gateway, visit: Visit, failure: Failure): Promise<void> => {
  const answer = openAnswer(gateway, visit.call, false);
  answer.close({ kind: 'failed', failure });
  return hand(gateway, { visit, answer, view: answer.view, trace: new Trace(), produced: Promise.resolve() });
};

const openAnswer = (gateway: Gateway, call: Call, isNamed: boolean): AnswerWriter =>
  gateway.answers.open({ id: call.streamId, owner: call.caller, operation: call.operation, isNamed });

const make = async (gateway: Gateway, visit: Visit): Promise<void> => {
  const { call } = visit;
  const trace = new Trace();
  const answer = openAnswer(gateway, call, call.stream);
  const { view } = answer;
  gateway.joins.add(call, view, {
    now: call.acceptedAt,
    isLasting: call.stream && gateway.settings().lostClient.waitMs > 0,
  });
  const produced = admitted(gateway, { visit, answer, trace });
  await hand(gateway, { visit: withLimits(gateway, visit), answer, view, trace, produced });
  gateway.joins.ended(call, answer.kept !== 'nowhere');
};

/** A caller whose key has limits is told with every answer how they stand. */
const withLimits = (gateway: Gateway, visit: Visit): Visit => {
  const standings = gateway.door.standings(visit.call.caller);
  return standings.length === 0 ? visit : { ...visit, headers: [...visit.headers, ...limitFields(standings)] };
};

/** Reads along with an answer that somebody else's call, or this one's first try, has made or is making. */
const join = (
  gateway: Gateway,
  visit: Visit,
  same: { readonly answer: Answer; readonly callId: string },
): Promise<void> => {
  const headers = [...withLimits(gateway, visit).headers, 'good-gateway-replayed', 'true'];
  const { answer, callId } = same;
  const known = { visit: { ...visit, headers }, answer, view: answer, trace: new Trace() };
  return hand(gateway, { ...known, produced: Promise.resolve() }, callId);
};

interface Made {
  readonly visit: Visit;
  readonly answer: Answer;
  /** As readers get it. */
  readonly view: Answer;
  readonly trace: Trace;
  /** Resolves once nothing works on the answer any longer. */
  readonly produced: Promise<void>;
}

/** Hands an answer to the caller and keeps the record of the call. */
const hand = async (gateway: Gateway, made: Made, callId = made.visit.call.id): Promise<void> => {
  const { visit, answer, view, trace, produced } = made;
  const { call, downstream, voice, headers } = visit;
  const follower = view.follow(0);
  if (follower === null) return downstream.destroy();
  const delivered = await deliver(
    gateway.clock,
    { answer: view, downstream, voice, trace, headers, isStream: call.stream },
    follower,
  );
  if (!delivered.arrived) lostReader(gateway, answer, callId);
  await produced;
  record(gateway, { call, answer, trace, delivered });
};

/** Stands in for no failure. */
const nothing = (): boolean => false;

interface Making {
  readonly visit: Visit;
  readonly answer: AnswerWriter;
  readonly trace: Trace;
}

/** Produces the answer inside the door; a bug of ours ends it like any other failure. */
const admitted = async (gateway: Gateway, making: Making): Promise<void> => {
  const { visit, answer, trace } = making;
  const { call, route } = visit;
  const tokens = estimateTokens(call.body.length, call.maxTokens);
  const admission = gateway.door.enter(call.caller, { requests: 1, tokens }, call.priority);
  if (admission.kind === 'refused') return answer.close({ kind: 'failed', failure: admission.failure });
  const stop = new Stop();
  const job: Job = {
    call,
    route,
    answer,
    trace,
    stop,
    standIn: nothing,
    broke: null,
    mayBeBody: false,
  };
  gateway.calls.started({
    id: call.id,
    streamId: call.stream ? call.streamId : null,
    at: call.acceptedAt,
    model: call.model,
    attempts: () => trace.attempts,
    kept: () => answer.kept,
    patienceMs: patienceWith(gateway, call),
    abort: (cause) => stop.end(cause),
  });
  try {
    const keeping = answer.keep(call, () => (call.repeat.key === null ? null : digestOf(call)));
    if (keeping !== null) await keeping;
    await findOrMake(gateway, job);
    const used = { bodyBytes: call.body.length, usage: trace.usage, events: answer.events };
    // What nobody upstream was asked for costs no tokens.
    admission.settle(trace.count === 0 || trace.instead !== null ? 0 : usedTokens(used));
  } catch (error) {
    gateway.log.error(
      { call: call.id, bug: error instanceof Error ? error.stack : 'not an error' },
      'a fault in the gateway ended a call',
    );
    answer.close({ kind: 'failed', failure: { cause: causeOf('proxy_internal_error'), error: null } });
  } finally {
    // Of `using`, which says the same, V8 makes slow code.
    admission[Symbol.dispose]();
  }
};
