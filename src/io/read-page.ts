/** Reads a page that the configuration names: bounded in time and size, and led nowhere else by what answers. */
import { request } from 'undici';
import type { PageAnswer } from '../domain/provider.ts';
import { whyAway } from './why-away.ts';

const limitMs = 10_000;
/** OpenAI's is about 100 kB. */
const limitBytes = 2 * 1024 * 1024;
const longestEtag = 200;

const failed = (code: string, waitMs: number | null = null): PageAnswer => ({ kind: 'failed', code, waitMs });

/** Seconds; a date is not needed for a pause that has a bound of its own. */
const waitIn = (value: string | string[] | undefined): number | null =>
  typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) * 1_000 : null;

export const readPage = async (wish: {
  readonly url: string;
  readonly etag: string | null;
  readonly userAgent: string;
}): Promise<PageAnswer> => {
  const { url, etag, userAgent } = wish;
  try {
    const mark = etag === null ? {} : { 'if-none-match': etag };
    const { statusCode, headers, body } = await request(url, {
      headers: { accept: 'application/json', 'user-agent': userAgent, ...mark },
      signal: AbortSignal.timeout(limitMs),
    });
    if (statusCode === 304 || statusCode !== 200) {
      body.on('error', () => {}).destroy();
      return statusCode === 304 && etag !== null
        ? { kind: 'same' }
        : failed(String(statusCode), waitIn(headers['retry-after']));
    }
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of body as AsyncIterable<Buffer>) {
      bytes += piece.length;
      if (bytes > limitBytes) return failed('its answer is too large');
      pieces.push(piece);
    }
    const given = headers['etag'];
    const kept = typeof given === 'string' && given.length <= longestEtag ? given : null;
    return { kind: 'fresh', text: Buffer.concat(pieces).toString('utf8'), etag: kept };
  } catch (error) {
    return failed(whyAway(error));
  }
};
