/** Headers of every page: no script, no frame, nothing from other hosts. */
import type { HeaderList } from '../domain/ports.ts';

export const pageHeaders: HeaderList = [
  'content-type',
  'text/html; charset=utf-8',
  'content-security-policy',
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'referrer-policy',
  'no-referrer',
  'cache-control',
  'no-store',
];
