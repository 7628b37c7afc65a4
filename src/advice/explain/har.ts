/** Reads a browser's HAR: each request that failed, and each that was slow, with where its time went. */
import type { CauseCode } from '../../domain/cause.ts';
import { hostName, namesProvider } from './far-side.ts';
import type { JsonObject } from './json.ts';
import { isObject, listAt, numberAt, objectAt, parsed, textAt } from './json.ts';
import { isoMoment } from './moment.ts';
import { readProse } from './prose.ts';
import { sightingOf } from './sign.ts';
import type { Sighting } from './sighting.ts';
import { sightStatus } from './status.ts';
import { Tally } from './tally.ts';
import type { Report } from './finding.ts';

/** Slower than this is worth a word, even when it went well. */
const slowMs = 15_000;

const phases = ['blocked', 'dns', 'connect', 'ssl', 'send', 'wait', 'receive'] as const;
type Phase = (typeof phases)[number];

/** What a request that was slow there suggests; a good answer that took long proves nothing. */
const slowAt = {
  blocked: ['connection_limit_reached', 'the browser held it back, because too many requests to the site were open'],
  dns: ['dns_timeout', 'looking up the address took most of the time'],
  connect: ['connection_timeout', 'connecting took most of the time'],
  ssl: ['tls_protocol_error', 'securing the line took most of the time'],
  send: ['connection_write_timeout', 'sending the request took most of the time'],
  wait: ['http_response_timeout', 'the site took most of the time to begin its answer'],
  receive: ['connection_read_timeout', 'the answer itself took most of the time'],
} as const satisfies Record<Phase, readonly [CauseCode, string]>;

const timesOf = (entry: JsonObject): Readonly<Record<Phase, number>> => {
  const timings = objectAt(entry, 'timings') ?? {};
  const of = (phase: Phase): number => Math.max(0, numberAt(timings, phase) ?? 0);
  return Object.fromEntries(phases.map((phase) => [phase, of(phase)])) as Record<Phase, number>;
};

const timesText = (times: Readonly<Record<Phase, number>>): string =>
  phases
    .filter((phase) => times[phase] > 0)
    .map((phase) => `${phase} ${Math.round(times[phase])} ms`)
    .join(', ');

const headersOf = (response: JsonObject): string =>
  listAt(response, 'headers')
    .filter(isObject)
    .map((header) => `${textAt(header, 'name') ?? ''}: ${textAt(header, 'value') ?? ''}`)
    .filter((line) => /^(?:proxy-status|server|via|cf-ray|retry-after|x-amzn|x-envoy|good-gateway)/i.test(line))
    .join('\n');

const slow = (entry: JsonObject, times: Readonly<Record<Phase, number>>): Sighting | null => {
  const total = numberAt(entry, 'time') ?? 0;
  if (total < slowMs) return null;
  const worst = phases.reduce((most, phase) => (times[phase] > times[most] ? phase : most), 'wait');
  const [code, means] = slowAt[worst];
  return sightingOf(
    { system: 'browser recording', vantage: 'asker', farSide: null },
    {
      code,
      means: `${means} (it went well in the end)`,
      sure: 0.4,
      isVague: true,
      quoted: `${Math.round(total)} ms in all`,
    },
  );
};

const failureOf = (entry: JsonObject, response: JsonObject): readonly Sighting[] => {
  const error = textAt(response, '_error') ?? textAt(entry, '_error') ?? textAt(response, 'statusText') ?? '';
  const status = numberAt(response, 'status') ?? 0;
  const content = objectAt(response, 'content');
  const body = content === null ? '' : (textAt(content, 'text') ?? '').slice(0, 8000);
  if (status === 0 && error === '')
    return [
      sightingOf(
        { system: 'browser recording', vantage: 'asker', farSide: null },
        {
          code: 'connection_terminated',
          family: 'network',
          who: 'network',
          sure: 0.45,
          isVague: true,
          instead: 'blocked_on_device',
          means: 'no answer came, and the browser does not say why',
          quoted: 'status 0',
        },
      ),
    ];
  if (status > 0 && status < 400) return [];
  const head = status === 0 ? error : `HTTP/1.1 ${status}`;
  const read = readProse(`${head}\n${headersOf(response)}\n\n${body}`);
  if (read.length > 0) return read.slice(0, 1).map(({ sighting }) => sighting);
  const plain = sightStatus(status, { system: 'browser recording', vantage: 'asker' });
  return plain === null ? [] : [plain];
};

const readEntry = (entry: JsonObject, line: number, tally: Tally): void => {
  const request = objectAt(entry, 'request') ?? {};
  const response = objectAt(entry, 'response') ?? {};
  const url = textAt(request, 'url') ?? '';
  const times = timesOf(entry);
  const late = slow(entry, times);
  const failed = failureOf(entry, response);
  for (const sighting of failed.length > 0 ? failed : late === null ? [] : [late]) {
    const spent = timesText(times);
    tally.add(
      {
        ...sighting,
        host: url === '' ? null : hostName(url),
        farSide: namesProvider(url) ? 'provider' : sighting.farSide,
        atMs: isoMoment(textAt(entry, 'startedDateTime') ?? '') ?? sighting.atMs,
        clues: [
          ...sighting.clues,
          ...(spent === '' ? [] : [{ says: 'its time went into', value: spent, weight: 0.1 }]),
        ],
      },
      {
        file: null,
        line,
        text: () =>
          `${textAt(request, 'method') ?? ''} ${url.split('?')[0] ?? ''} ${numberAt(response, 'status') ?? 0} ${textAt(response, '_error') ?? ''}`,
      },
    );
  }
};

/** Each entry counts as one line. */
export const readHar = (har: JsonObject, tally: Tally): void => {
  const log = objectAt(har, 'log') ?? {};
  for (const [index, entry] of listAt(log, 'entries').entries())
    if (isObject(entry)) readEntry(entry, index + 1, tally);
};

export type HarRead =
  | { readonly kind: 'read'; readonly report: Report; readonly entries: number }
  | { readonly kind: 'no_har' };

/** `explain --har`. */
export const explainHar = (text: string): HarRead => {
  const har = parsed(text.replace(/^\ufeff/, ''));
  if (!isObject(har)) return { kind: 'no_har' };
  const log = objectAt(har, 'log');
  if (log === null || !Array.isArray(log['entries'])) return { kind: 'no_har' };
  const tally = new Tally();
  readHar(har, tally);
  return { kind: 'read', report: tally.report(), entries: log['entries'].length };
};
