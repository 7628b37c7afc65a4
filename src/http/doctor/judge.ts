/** Judges what a page measured, together with what the gateway knows of itself; a page without a script has the second alone. */
import type { About } from '../../advice/doctor/about.ts';
import { toldBy } from '../../advice/doctor/about.ts';
import { aloneHops } from '../../advice/doctor/browser/alone.ts';
import type { BrowserFacts } from '../../advice/doctor/browser/judged.ts';
import type { Measured } from '../../advice/doctor/browser/measured.ts';
import { readMeasured, unmeasured } from '../../advice/doctor/browser/measured.ts';
import { isOld, readUserAgent } from '../../advice/doctor/browser/patient.ts';
import type { UserAgent } from '../../advice/doctor/browser/patient.ts';
import type { Visit } from '../../advice/doctor/browser/walk.ts';
import { diagnose, hopsOf } from '../../advice/doctor/browser/walk.ts';
import type { Diagnosis, Hop } from '../../advice/doctor/diagnosis.ts';
import { escalationOf } from '../../advice/doctor/escalation.ts';
import { recurrenceOf } from '../../advice/doctor/history.ts';
import type { Patient } from '../../advice/doctor/remedies.ts';
import { aMinute } from '../../advice/doctor/remedies.ts';
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

const supportOf = ({ gateway }: AboutParts): string | null => {
  const { email, url } = gateway.settings().support;
  return email ?? url;
};

const patientOf = (parts: AboutParts, incoming: Incoming): Patient => {
  const { os, browser } = agentOf(incoming);
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
      support: supportOf(parts) ?? 'whoever gave you this address',
      status: `${url}/status`,
      report: 'Copy the report at the end of this page.',
      wait: aMinute,
      lineReport: `The report of the line: good-gateway doctor ${url} --report line`,
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
  const now = parts.gateway.clock.now();
  const { headerBytes, cookieBytes, family, country } = echoOf(incoming, now);
  const agent = agentOf(incoming);
  return {
    measured,
    seen: {
      headerBytes,
      cookieBytes,
      version: parts.version,
      isOldBrowser: isOld(agent),
      browser: deviceName(agent),
      family,
      country,
      now,
    },
  };
};

const visitOf = (parts: AboutParts, incoming: Incoming, about: About | null): Visit => ({
  reportId: `rep_${parts.gateway.random.hex(16)}`,
  at: parts.gateway.clock.now(),
  target: baseUrlOf(parts, incoming),
  patient: patientOf(parts, incoming),
  expected: null,
  told: { ...toldBy(about), support: supportOf(parts) },
});

const shownOf = (
  parts: AboutParts,
  incoming: Incoming,
  found: { readonly hops: readonly Hop[]; readonly history: Measured['history']; readonly about: About | null },
): Shown => {
  const judged = diagnose(found.hops, visitOf(parts, incoming, found.about));
  const diagnosis = { ...judged, expected: expectedOf(parts, judged) };
  const recurrence = recurrenceOf(found.history, diagnosis.trouble, diagnosis.at);
  const [recurs, escalate] = [recurrence?.says ?? null, escalationOf(diagnosis, recurrence)];
  const context = { version: parts.version, device: deviceName(agentOf(incoming)), recurs, escalate };
  return { diagnosis, recurs, escalate, report: supportReport(diagnosis, context) };
};

/** `null`: the body is no measurement of our page. An empty one comes from a page without a script. */
export const judge = (parts: AboutParts, incoming: Incoming, body: Uint8Array): Shown | null => {
  const measured = body.length === 0 ? unmeasured : readMeasured(parsed(body));
  if (measured === null) return null;
  const about = aboutGateway(parts);
  const hops = hopsOf(factsOf(parts, incoming, measured), about);
  return shownOf(parts, incoming, { hops, history: measured.history, about });
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
  aloneHops().map(([id, hops]) => [id, diagnosisPart(shownOf(parts, incoming, { hops, history: [], about: null }))]);
