/** One request to a sink or a collector: bounded in time and size, to no private address unless allowed, redirects not followed. */
import { isIP } from 'node:net';
import { Agent, request } from 'undici';
import type { Delivery, Send } from '../../domain/letter.ts';
import type { Names } from '../../domain/ports.ts';
import { connector } from '../wire/connector.ts';
import { isPrivate, privateCode, publicNames } from './private.ts';

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

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'failed';
  if (error.name === 'TimeoutError') return 'no answer in time';
  return 'code' in error && typeof error.code === 'string' ? error.code : 'failed';
};

export const failed = (error: unknown): Delivery => ({ kind: 'failed', why: codeOf(error), retryMs: null });

const privateRefused: Delivery = { kind: 'failed', why: privateCode, retryMs: null };

export const sender = (names: Names): Send => {
  const everywhere = agentFor(names);
  const publicly = agentFor(publicNames(names));
  return async ({ url, allowPrivate, headers, body }, signal) => {
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
      await answer.body.dump({ limit: answerBytes });
      if (statusCode >= 200 && statusCode < 300) return { kind: 'delivered' };
      const why = `status ${statusCode}`;
      if (finalStatuses.has(statusCode)) return { kind: 'refused', why };
      return { kind: 'failed', why, retryMs: retryAfterMs(answer.headers['retry-after'], Date.now()) };
    } catch (error) {
      return failed(error);
    }
  };
};
