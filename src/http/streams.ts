/** `/v1/streams/{id}`: come back to a stream that runs or has ended, or call it off. Only with the key that made it. */
import type { Answer } from '../domain/answer.ts';
import type { HeaderList } from '../domain/ports.ts';
import { causeOf } from '../domain/cause.ts';
import { notKnownYet, seek } from '../gateway/beside.ts';
import { deliver } from '../gateway/deliver.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { lostReader } from '../gateway/lost-reader.ts';
import { Trace } from '../gateway/trace.ts';
import { firstWordWords } from '../policy/line/promise.ts';
import type { Visitor } from './visitor.ts';
import { refuse, send, sendJson } from './visitor.ts';
import { voiceFor } from './voice.ts';

/** The number in `Last-Event-ID: STREAM:N` or `?after=N`; `null` when it is no number. */
const positionOf = ({ incoming }: Visitor, streamId: string): number | null => {
  const last = incoming.headers['last-event-id'];
  const after = new URLSearchParams(incoming.query).get('after');
  const text = typeof last === 'string' && last !== '' ? last.replace(`${streamId}:`, '') : (after ?? '0');
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
};

const find = (gateway: Gateway, streamId: string, caller: string): Answer | 'gone' | null => {
  const answer = gateway.answers.find(streamId);
  return answer === null || answer === 'gone' || answer.owner === caller ? answer : null;
};

const isStreamId = (name: string): boolean => /^[0-9a-f]{32}$/.test(name);

export const streams = async (gateway: Gateway, visitor: Visitor, caller: string): Promise<void> => {
  const streamId = visitor.incoming.path.slice('/v1/streams/'.length);
  const found = (): Answer | 'gone' | null => find(gateway, streamId, caller);
  const name = `${caller}\n${streamId}`;
  const answer = isStreamId(streamId) ? await seek(gateway, { name, isStrict: true, find: found }) : null;
  if (answer === 'unsure') return send(visitor, notKnownYet);
  if (answer === null) return refuse(visitor, 'not_found', { says: 'There is no stream of that name for this key.' });
  if (answer === 'gone') return refuse(visitor, 'stream_expired');
  switch (visitor.incoming.method) {
    case 'GET':
      return follow(gateway, visitor, answer);
    case 'DELETE':
      gateway.calls.abort(gateway.calls.makerOf(streamId) ?? '', causeOf('cancelled'));
      return sendJson(visitor, { id: streamId, cancelled: true });
    default:
      return refuse(visitor, 'method_not_allowed', {
        says: 'A stream takes GET and DELETE.',
        headers: ['allow', 'GET, DELETE'],
      });
  }
};

/** What a call waits for just now, in words; `null`: nothing is known of that. */
const waitingOf = (gateway: Gateway, callId: string): string | null => {
  const found = gateway.calls.find(callId);
  if (found === null || !('running' in found) || found.running.streamId === null) return null;
  const answer = gateway.answers.find(found.running.streamId);
  return answer === null || answer === 'gone' ? null : (answer.waiting?.says ?? null);
};

/** How long the first word usually takes where the call is now, in words; `null`: not known, or it came. */
const usuallyOf = (gateway: Gateway, callId: string): string | null => {
  const found = gateway.calls.find(callId);
  const attempt = found !== null && 'running' in found ? found.running.attempts().at(-1) : undefined;
  if (attempt === undefined || attempt.cause !== null || attempt.phases.firstToken !== null) return null;
  const spread = gateway.fleet.firstWords(attempt.upstream, attempt.model);
  return spread === null ? null : firstWordWords(attempt.upstream, spread);
};

/** `/v1/streams` with an `Idempotency-Key`: how a call stands whose stream has no name yet; `DELETE` calls it off. */
export const streamByKey = async (gateway: Gateway, visitor: Visitor, caller: string): Promise<void> => {
  const { method, headers } = visitor.incoming;
  const key = headers['idempotency-key'];
  if ((method !== 'DELETE' && method !== 'GET') || typeof key !== 'string')
    return refuse(visitor, 'method_not_allowed', {
      says: 'Without the name of a stream this takes GET and DELETE with an Idempotency-Key.',
      headers: ['allow', 'GET, DELETE'],
    });
  const made = (): string | null => gateway.joins.callOf(caller, key);
  const callId = await seek(gateway, { name: `${caller}\n${key}`, isStrict: false, find: made });
  if (callId === 'unsure') return send(visitor, notKnownYet);
  if (callId === null) return refuse(visitor, 'not_found', { says: 'No call was made under this key.' });
  if (method === 'GET')
    return sendJson(visitor, {
      request_id: callId,
      why: `/why/${callId}`,
      waiting: waitingOf(gateway, callId),
      usually: usuallyOf(gateway, callId),
    });
  gateway.calls.abort(callId, causeOf('cancelled'));
  return sendJson(visitor, { cancelled: true });
};

/** The call that makes a stream, while it runs: a request for its stream has an id of its own. */
const makerOf = (gateway: Gateway, streamId: string): HeaderList => {
  const callId = gateway.calls.makerOf(streamId);
  return callId === null ? [] : ['good-gateway-request', callId];
};

/** How many events a stream that is over has, so that an end on the way can be told from its end. */
const totalOf = ({ ending, events }: Answer): HeaderList =>
  ending === null ? [] : ['good-gateway-events', String(ending.kind === 'whole' ? events : events + 1)];

const follow = async (gateway: Gateway, visitor: Visitor, answer: Answer): Promise<void> => {
  const after = positionOf(visitor, answer.id);
  if (after === null)
    return refuse(visitor, 'invalid_request', { says: 'Last-Event-ID is STREAM:N and after is a number.' });
  const follower = answer.follow(after);
  if (follower === null) return refuse(visitor, 'stream_expired');
  const { downstream, headers, incoming, id } = visitor;
  const { publicUrl } = gateway.settings();
  // Failures are worded in the dialect of the call that made the stream.
  const voice = voiceFor({
    requestId: id,
    headers: incoming.headers,
    path: incoming.path,
    publicUrl,
    operation: answer.operation,
  });
  const delivery = {
    answer,
    downstream,
    voice,
    trace: new Trace(),
    headers: [...headers, ...totalOf(answer), ...makerOf(gateway, answer.id)],
    isStream: true,
  };
  const delivered = await deliver(gateway.clock, delivery, follower);
  const callId = gateway.calls.makerOf(answer.id);
  if (!delivered.arrived && callId !== null) lostReader(gateway, answer, callId);
};
