/** What an operator's command needs of the world: files, the time, and a way to the operators' listener. */
import { request } from 'undici';
import { clock } from './clock.ts';
import { eventLines } from './event-lines.ts';
import { readText } from './files.ts';
import { whyAway } from './why-away.ts';

type Answered =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'unreachable'; readonly code: string };

const limitMs = 10_000;

const ask = async (wish: {
  readonly url: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly token: string;
  readonly body: unknown;
}): Promise<Answered> => {
  const { url, method, token, body } = wish;
  try {
    const answer = await request(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: method === 'GET' ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(limitMs),
    });
    const text = await answer.body.text();
    return { kind: 'answer', status: answer.statusCode, body: parsed(text) };
  } catch (error) {
    return { kind: 'unreachable', code: whyAway(error) };
  }
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

export const operatorsWorld = { ask, readText, eventLines, now: (): number => clock.now() };
