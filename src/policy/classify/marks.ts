/** Marks that servers on the way leave in an answer's head: they name who wrote it, and the id its owner can look it up by. */
import type { Clue } from '../../domain/cause.ts';
import type { HeaderBag } from '../../domain/ports.ts';

const marked: Readonly<Record<string, string>> = {
  server: 'the server calls itself',
  via: 'it came through',
  'x-served-by': 'served by',
  'cf-ray': 'Cloudflare’s id of it',
  'cf-error-type': 'Cloudflare’s kind of error',
  'x-amzn-requestid': 'AWS’s id of it',
  'x-amzn-errortype': 'AWS’s kind of error',
  'x-amz-cf-id': 'CloudFront’s id of it',
  'x-azure-ref': 'Azure’s id of it',
  'apim-request-id': 'Azure’s id of it',
  'x-envoy-upstream-service-time': 'Envoy waited for (ms)',
  'x-envoy-overloaded': 'Envoy says it is overloaded',
  'x-request-id': 'the upstream’s id of it',
  'request-id': 'the upstream’s id of it',
};

const longest = 120;

/** Ids and product names only: anything that could be a sentence is left out. */
const clean = (value: string): string | null =>
  /^[\w.:/()+@=,; -]+$/.test(value) && value.split(' ').length <= 8 ? value.slice(0, longest) : null;

/** The error a proxy further on declared (RFC 9209): the token alone, never its details. */
const declared = (headers: HeaderBag): readonly Clue[] => {
  const value = headers['proxy-status'];
  const token = typeof value === 'string' ? /;\s*error=([a-z_]+)/.exec(value)?.[1] : undefined;
  return token === undefined ? [] : [{ says: 'a proxy behind us declared', value: token }];
};

export const marksOf = (headers: HeaderBag): readonly Clue[] => [
  ...Object.entries(marked).flatMap(([name, says]): Clue[] => {
    const value = headers[name];
    const text = typeof value === 'string' ? clean(value) : null;
    return text === null ? [] : [{ says, value: text }];
  }),
  ...declared(headers),
];
