/** One request to a sink or a collector: bounded in time and size, to no private address unless allowed, redirects not followed. */
import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import type { Delivery, Send } from '../../domain/letter.ts';
import type { Names } from '../../domain/ports.ts';
import { connector } from '../wire/connector.ts';
import { isPrivate, privateCode, publicNames } from './private.ts';
import { codeOf, reasonOf } from './reason.ts';

/** Standard Webhooks asks for 15 to 30 s; an operator who tests waits ten. */
export const limitMs = 8_000;
const connectMs = 4_000;
const answerBytes = 4_096;

const agentFor = (names: Names): Agent => {
  const connect = connector(names);
  return new Agent({
    connections: 2,
    pipelining: 1,
    keepAliveTimeout: 1_000,
    connect: (options, callback) => void connect({ options, connectMs }, callback),
  });
};

/** RFC 9110 section 10.2.3: seconds or a date. */
export const retryAfterMs = (value: string | readonly string[] | undefined, now: number): number | null => {
  if (typeof value !== 'string') return null;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1_000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
};

/** Gone, or never to be taken as it is (Standard Webhooks for 410, PagerDuty for 400). */
const finalStatuses = new Set([400, 410, 413, 422]);

const whyOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return 'no answer in time';
  const code = codeOf(error);
  return code === null ? 'failed' : reasonOf(code);
};

export const failed = (error: unknown): Delivery => ({ kind: 'failed', why: whyOf(error), retryMs: null });

export const privateRefused: Delivery = { kind: 'failed', why: reasonOf(privateCode), retryMs: null };

/** Whatever comes is let go of once it is longer. */
const startOf = async (body: AsyncIterable<Uint8Array>): Promise<string> => {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    pieces.push(piece);
    length += piece.length;
    if (length > answerBytes) break;
  }
  return Buffer.concat(pieces).subarray(0, answerBytes).toString();
};

export const sender = (names: Names): Send => {
  const everywhere = agentFor(names);
  const publicly = agentFor(publicNames(names));
  return async ({ url, allowPrivate, headers, body, asksAnswer }, signal) => {
    const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
    if (!allowPrivate && isIP(host) !== 0 && isPrivate(host)) return privateRefused;
    try {
      const answer = await request(url, {
        method: 'POST',
        dispatcher: allowPrivate ? everywhere : publicly,
        headers: { 'content-type': 'application/json', 'user-agent': 'good-gateway', ...headers },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
      });
      const { statusCode } = answer;
      const isTaken = statusCode >= 200 && statusCode < 300;
      if (isTaken && asksAnswer) return { kind: 'delivered', answer: await startOf(answer.body) };
      await answer.body.dump({ limit: answerBytes });
      if (isTaken) return { kind: 'delivered' };
      const why = `status ${statusCode}`;
      if (finalStatuses.has(statusCode)) return { kind: 'refused', why };
      return { kind: 'failed', why, retryMs: retryAfterMs(answer.headers['retry-after'], Date.now()) };
    } catch (error) {
      return failed(error);
    }
  };
};
