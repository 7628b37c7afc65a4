/** nginx's error log, and what ingress controllers made of nginx write there. */
import { farSideOf } from '../far-side.ts';
import { slashMoment } from '../moment.ts';
import type { Seen, Sighting } from '../sighting.ts';
import type { SignTable } from '../sign.ts';
import { firstSign } from '../sign.ts';
import { clients, limits, naming, secure } from './nginx-own.ts';
import { answers, connecting, waiting } from './nginx-upstream.ts';

const table: SignTable = {
  system: 'nginx error log',
  vantage: 'path',
  farSide: null,
  signs: [...connecting, ...waiting, ...secure, ...answers, ...naming, ...clients, ...limits],
};

const form = /(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[(\w{1,8})\] \d{1,10}#\d{1,10}: /;

const upstreamOf = (line: string): string | null => /upstream: "([^"]{1,400})/.exec(line)?.[1] ?? null;

const within = (line: string): Sighting | null => {
  const upstream = upstreamOf(line);
  const moment = form.exec(line);
  return firstSign(table, line, {
    host:
      upstream ??
      /(?:resolved|upstream) "([^"]{1,253})"|: (\S{1,253}) could not be resolved/.exec(line)?.slice(1).find(Boolean) ??
      null,
    atMs: moment === null ? null : slashMoment(moment[1] ?? ''),
    farSide: farSideOf(upstream),
  });
};

/** nginx's own lines. What is no failure in them is fine. */
export const sightNginxError = (line: string): Seen => (form.test(line) ? (within(line) ?? 'fine') : null);

/** nginx's words without its prefix, as people paste them. */
export const sightNginxWords = (text: string): Sighting | null => within(text);
