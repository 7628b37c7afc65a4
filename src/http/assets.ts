/** Scripts and styles of the pages: names that hold a digest, so that browsers keep them for good. */
import type { HeaderList, WebFile } from '../domain/ports.ts';
import type { Visitor } from './visitor.ts';

/** The service worker's own bounds: it asks nobody but us. */
const workerPolicy = "default-src 'none'; connect-src 'self'";

const headersOf = (path: string, { type, etag, gzip }: WebFile): HeaderList => [
  'content-type',
  type,
  'etag',
  etag,
  'cache-control',
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  ...(path === '/worker.js' ? ['content-security-policy', workerPolicy] : []),
  ...(gzip === null ? [] : ['vary', 'accept-encoding']),
];

const takesGzip = (accepted: string | readonly string[] | undefined): boolean =>
  /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(String(accepted ?? ''));

export const sendAsset = ({ incoming, downstream, headers }: Visitor, file: WebFile): void => {
  const { method, path, headers: asked } = incoming;
  const own = [...headers, ...headersOf(path, file)];
  if (asked['if-none-match'] === file.etag) {
    downstream.head(304, own);
    return downstream.end();
  }
  const gzip = takesGzip(asked['accept-encoding']) ? file.gzip : null;
  const bytes = gzip ?? file.bytes;
  const encoding = gzip === null ? [] : ['content-encoding', 'gzip'];
  downstream.head(200, [...own, ...encoding, 'content-length', String(bytes.length)]);
  downstream.end(method === 'HEAD' ? undefined : bytes);
};
