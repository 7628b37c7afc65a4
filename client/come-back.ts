/** Finds the way back to an answer whose line broke: by its name; where that is forgotten, by the key of the call. */
import type { Call } from './call.ts';
import { cancel } from './cancel.ts';
import { answerLost, connectionLost, explain } from './gateway-error.ts';
import { Line, headMs } from './line.ts';
import { retryAfterMs } from './pace.ts';
import type { Tries } from './pause.ts';
import { pause } from './pause.ts';
import type { Sent } from './send.ts';
import { send } from './send.ts';

type Way =
  | { readonly kind: 'back'; readonly sent: Sent }
  /** Not now. */
  | { readonly kind: 'later'; readonly floorMs: number; readonly error: unknown }
  /** Nobody there knows the stream any longer. `mayHaveKey`: the call's key may still lead to its answer. */
  | { readonly kind: 'forgotten'; readonly mayHaveKey: boolean }
  /** The call failed before its first content. */
  | { readonly kind: 'failed'; readonly response: Response };

/** The answer from the event behind the last that was handed on. Throws an explained error when there is no way back. */
export const comeBack = async (call: Call, streamId: string, tries: Tries): Promise<Sent> => {
  for (;;) {
    const { returnMs } = call.client;
    const way = await ask(call, streamId);
    call.stop.signal.throwIfAborted();
    switch (way.kind) {
      case 'back':
        call.client.tell({ kind: 'back', key: call.key });
        return way.sent;
      case 'later': {
        const retryInMs = tries.next(returnMs, way.floorMs);
        if (retryInMs === null) throw connectionLost(returnMs, way.error);
        call.client.tell({ kind: 'lost', key: call.key, retryInMs });
        await pause(call, retryInMs);
        continue;
      }
      case 'forgotten':
        // Half an answer cannot be gone on with by another one: a new call would only be thrown away.
        if (call.seen > 0 && !way.mayHaveKey) throw answerLost();
        return sendAgain(call);
      case 'failed':
        throw (await explain(way.response, call.asked.url)) ?? answerLost();
      default:
        return way satisfies never;
    }
  }
};

/** Makes the call again under its key: the gateway joins it to its answer, or makes a new one if it has none. */
export const sendAgain = async (call: Call): Promise<Sent> => {
  const sent = await send(call);
  if (sent.kind !== 'stream' || sent.streamId === call.streamId) return sent;
  if (call.seen > 0) {
    sent.line.drop();
    cancel(call, sent.streamId);
    throw answerLost();
  }
  call.streamId = sent.streamId;
  return sent;
};

const ask = async (call: Call, streamId: string): Promise<Way> => {
  const line = new Line(call);
  line.mayBeSilent(headMs);
  try {
    const headers = call.headersAbout();
    headers.set('accept', 'text/event-stream');
    const url = `${call.streams}/${streamId}?after=${call.seen}`;
    const response = await line.fetch(url, { method: 'GET', headers, cache: 'no-store' });
    return judged(call, streamId, { response, line });
  } catch (error) {
    line.drop();
    return { kind: 'later', floorMs: 0, error };
  }
};

/** Only a gateway's own word counts: a proxy's 404 or a portal's page say nothing of the stream. */
const judged = (call: Call, streamId: string, got: { response: Response; line: Line }): Way => {
  const { response, line } = got;
  const { status, headers } = response;
  if (response.ok && headers.get('good-gateway-stream') === streamId && response.body !== null)
    return { kind: 'back', sent: { kind: 'stream', streamId, after: call.seen, response, line } };
  line.release();
  if (headers.has('good-gateway-cause') && status !== 429) {
    if (status === 404 || status === 410) return { kind: 'forgotten', mayHaveKey: status === 410 };
    // A failed stream is over; one that is looked for has no end yet.
    const isSought = status === 503 && !headers.has('good-gateway-events');
    if (!isSought) return { kind: 'failed', response };
  }
  void response.body?.cancel().catch(() => {});
  const floorMs = retryAfterMs(headers, call.client.world.now()) ?? 0;
  return { kind: 'later', floorMs, error: new Error(`the answer to the way back was ${status}`) };
};
