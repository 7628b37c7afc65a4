/** Judges what a page measured, together with what the gateway knows of itself; a page without a script has the second alone. */
import { aloneHops } from '../../advice/doctor/browser/alone.ts';
import type { BrowserFacts } from '../../advice/doctor/browser/judges.ts';
import type { Measured } from '../../advice/doctor/browser/measured.ts';
import { readMeasured, unmeasured } from '../../advice/doctor/browser/measured.ts';
import { isOld, readUserAgent } from '../../advice/doctor/browser/patient.ts';
import type { UserAgent } from '../../advice/doctor/browser/patient.ts';
import type { Visit } from '../../advice/doctor/browser/walk.ts';
import { diagnose, hopsOf } from '../../advice/doctor/browser/walk.ts';
import type { Diagnosis, Hop } from '../../advice/doctor/diagnosis.ts';
import { recurrenceOf } from '../../advice/doctor/history.ts';
import type { Patient } from '../../advice/doctor/remedies.ts';
import { supportReport } from '../../advice/doctor/report.ts';
import { causeOf } from '../../domain/cause.ts';
import type { Incoming } from '../../domain/ports.ts';
import type { Expected } from '../../policy/duration.ts';
import type { Html } from '../pages/html.ts';
import type { Shown } from '../pages/diagnosis.ts';
import { diagnosisPart } from '../pages/diagnosis.ts';
import type { AboutParts } from './about.ts';
import { aboutGateway } from './about.ts';
import { echoOf } from './echo.ts';

export const baseUrlOf = ({ gateway }: AboutParts, { headers }: Incoming): string =>
  gateway.settings().publicUrl ?? `http://${headers['host']?.toString() ?? 'localhost'}`;

const agentOf = ({ headers }: Incoming): UserAgent => readUserAgent(headers['user-agent']?.toString() ?? '');

const patientOf = (parts: AboutParts, incoming: Incoming): Patient => {
  const { os, browser } = agentOf(incoming);
  const { support } = parts.gateway.settings();
  const url = baseUrlOf(parts, incoming);
  const { hostname, port } = new URL(url);
  return {
    os: os ?? 'windows',
    browser,
    fill: {
      host: hostname,
      port: port === '' ? '443' : port,
      url,
      proxyUrl: 'http://PROXY:PORT',
      proxyLogin: 'http://NAME:PASSWORD@PROXY:PORT',
      support: support.email ?? support.url ?? 'whoever gave you this address',
      status: `${url}/status`,
    },
  };
};

const osNames = { linux: 'Linux', mac: 'macOS or iOS', windows: 'Windows' } as const;
const browserNames = { chrome: 'Chrome', edge: 'Edge', firefox: 'Firefox', safari: 'Safari' } as const;

const deviceName = ({ os, browser, version }: UserAgent): string =>
  [
    os === null ? 'a system that was not recognised' : osNames[os],
    browser === null ? 'a browser that was not recognised' : `${browserNames[browser]} ${version ?? ''}`.trim(),
  ].join(', ');

/** How long what is behind the gateway will take; for everything before it nobody has measured that. */
const expectedOf = ({ gateway }: AboutParts, { blame, code }: Pick<Diagnosis, 'blame' | 'code'>): Expected | null =>
  blame === 'provider' && code !== null
    ? gateway.durations.expected(causeOf(code), {
        model: '',
        now: gateway.clock.now(),
        markers: gateway.recent.markers,
      })
    : null;

const factsOf = (parts: AboutParts, incoming: Incoming, measured: Measured): BrowserFacts => {
  const { headerBytes, cookieBytes } = echoOf(incoming, parts.gateway.clock.now());
  return {
    measured,
    seen: { headerBytes, cookieBytes, version: parts.version, isOldBrowser: isOld(agentOf(incoming)) },
  };
};

const visitOf = (parts: AboutParts, incoming: Incoming): Visit => ({
  reportId: `rep_${parts.gateway.random.hex(16)}`,
  at: parts.gateway.clock.now(),
  target: baseUrlOf(parts, incoming),
  patient: patientOf(parts, incoming),
  expected: null,
});

const shownOf = (
  parts: AboutParts,
  incoming: Incoming,
  found: { readonly hops: readonly Hop[]; readonly history: Measured['history'] },
): Shown => {
  const judged = diagnose(found.hops, visitOf(parts, incoming));
  const diagnosis = { ...judged, expected: expectedOf(parts, judged) };
  const recurrence = recurrenceOf(found.history, diagnosis.trouble, diagnosis.at);
  const recurs = recurrence?.says ?? null;
  const report = supportReport(diagnosis, { version: parts.version, device: deviceName(agentOf(incoming)), recurs });
  return { diagnosis, recurs, report };
};

/** `null`: the body is no measurement of our page. An empty one comes from a page without a script. */
export const judge = (parts: AboutParts, incoming: Incoming, body: Uint8Array): Shown | null => {
  const measured = body.length === 0 ? unmeasured : readMeasured(parsed(body));
  if (measured === null) return null;
  const hops = hopsOf(factsOf(parts, incoming, measured), aboutGateway(parts));
  return shownOf(parts, incoming, { hops, history: measured.history });
};

const parsed = (body: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch {
    return null;
  }
};

/** Judgements for when nobody can be asked, by their id. */
export const alone = (parts: AboutParts, incoming: Incoming): readonly (readonly [string, Html])[] =>
  aloneHops().map(([id, hops]) => [id, diagnosisPart(shownOf(parts, incoming, { hops, history: [] }))]);
