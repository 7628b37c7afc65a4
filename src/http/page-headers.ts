/** Headers of every page: no script, no frame, nothing from other hosts. */
import type { HeaderList } from '../domain/ports.ts';

/** `more`: what a page with a script may do beside. */
export const headersWith = (more: string): HeaderList => [
  'content-type',
  'text/html; charset=utf-8',
  'content-security-policy',
  `default-src 'none'; style-src 'self'; img-src 'self' data:${more}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
  'referrer-policy',
  // With `no-referrer` a form of ours would come from nowhere (`Origin: null`) and be refused as a stranger's.
  'same-origin',
  'cache-control',
  'no-store',
];

export const pageHeaders = headersWith('');

/** Its own files, its own gateway, pictures a person attached; no HTML is ever made of text. */
export const scriptPageHeaders = headersWith(
  " blob:; script-src 'self'; connect-src 'self'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types worker",
);
