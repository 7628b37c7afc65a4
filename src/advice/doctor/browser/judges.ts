/** What each hop looks like from inside a browser: facts in, judgement out. What a page cannot see is skipped, never guessed. */
import type { HopId, Judgement, Observation } from '../diagnosis.ts';
import { rhythmJudgement } from '../rhythm.ts';
import type { TroubleId } from '../troubles.ts';
import type { Measured, Moved, Phases } from './measured.ts';

/** What the gateway itself saw of the request that brought the measurements. */
export interface Seen {
  readonly headerBytes: number;
  readonly cookieBytes: number;
  readonly version: string;
  readonly isOldBrowser: boolean;
}

export interface BrowserFacts {
  readonly measured: Measured;
  readonly seen: Seen;
}

type Judge = (facts: BrowserFacts) => Judgement;

/** nginx takes 8 kB for one line of a head by default, Node 16 kB for all of it: beyond half of that it is worth a word. */
const heavyHeadBytes = 8 * 1024;
const clockHintMs = 60_000;
const clockWrongMs = 300_000;
const farMs = 250;
const slowNameMs = 1_000;
const slowAnswerMs = 3_000;
const hiddenTooLongMs = 1_000;
/** Below this even text is tough going. */
const slowLineKbit = 256;

const observed = (says: string, value: string | number): Observation => ({
  says,
  value: String(value),
  isPrivate: false,
});

const ok = (says: string, ...evidence: readonly Observation[]): Judgement => ({
  status: 'ok',
  says,
  evidence,
  troubles: [],
});

const skip = (says: string): Judgement => ({ status: 'skip', says, evidence: [], troubles: [] });

/** What hurts or stops: how bad, in which words, which trouble, by what. */
type Ill = readonly [status: 'warn' | 'fail', says: string, trouble: TroubleId, ...evidence: readonly Observation[]];

const bad = (...[status, says, trouble, ...evidence]: Ill): Judgement => ({
  status,
  says,
  evidence,
  troubles: [trouble],
});

/** Positive: the device is ahead. As good as half a round trip. */
const skewOf = ({ echo }: Measured): number | null =>
  echo === null || echo.toldAt === null || !echo.isOurs ? null : (echo.sentAt + echo.receivedAt) / 2 - echo.toldAt;

const device: Judge = ({ measured, seen }) => {
  if (!measured.isOnline) return bad('fail', 'The browser says that this device is offline.', 'no_link');
  const skew = skewOf(measured);
  const clock =
    skew === null ? [] : [observed('clock of this device, against the gateway’s', `${Math.round(skew / 1000)} s`)];
  const kept = observed('stored copies of these pages', measured.copies);
  if (skew !== null && Math.abs(skew) > clockWrongMs)
    return bad('fail', 'The clock of this device is wrong.', 'clock_wrong', ...clock);
  if (seen.isOldBrowser || measured.missing.length > 0) {
    const lacks = measured.missing.length === 0 ? [] : [observed('this browser lacks', measured.missing.join(', '))];
    return bad('warn', 'This browser is old.', 'old_browser', ...lacks);
  }
  if (measured.pageVersion !== null && measured.pageVersion !== seen.version)
    return bad('warn', 'This page is an old copy.', 'stale_page', kept, observed('its version', measured.pageVersion));
  if (skew !== null && Math.abs(skew) > clockHintMs)
    return bad('warn', 'The clock of this device is off.', 'clock_off', ...clock);
  if (measured.hiddenMs > hiddenTooLongMs)
    return bad(
      'warn',
      'The page was out of sight while it measured.',
      'slept',
      observed('out of sight', `${Math.round(measured.hiddenMs)} ms`),
    );
  if (!measured.takesCookies || !measured.keeps)
    return bad('warn', 'This browser keeps nothing for this site.', 'keeps_nothing');
  return ok('The device is online, and its clock is right.', ...clock, kept);
};

const link: Judge = ({ measured: { others, echo } }) => {
  if (others === null)
    return skip('A page cannot see the line itself. With your consent it asks whether other sites answer.');
  const count = observed('other sites that answer', `${others.answer} of ${others.of}`);
  if (others.answer > 0) return ok('Other sites answer: the line works.', count);
  return echo?.isOurs === true
    ? { ...skip('No other site answers, but the gateway does.'), status: 'unknown', evidence: [count] }
    : bad('fail', 'No other site answers.', 'internet_gone', count);
};

const portal: Judge = ({ measured: { echo } }) => {
  if (echo === null || echo.failed !== null) return skip('Nothing came back that could be looked at.');
  if (echo.isOurs) return ok('The gateway itself answered, and nobody in its place.');
  return echo.isHtml && (echo.status === null || echo.status < 400 || echo.status === 511)
    ? bad('fail', 'A page came back in place of the gateway’s answer.', 'portal')
    : skip('Something else than a sign-in page answered.');
};

const phase = (says: string, { phases }: { readonly phases: Phases | null }, name: keyof Phases): Judgement => {
  const ms = phases?.[name] ?? 0;
  return ms > 0
    ? ok(says, observed('it took', `${Math.round(ms)} ms`))
    : skip('It was done before, so it took no time. Only the command can look closer.');
};

const isReached = ({ echo }: Measured): boolean => echo !== null && echo.failed === null;

const unreached = skip('A page cannot see where a request gets stuck. The command can.');

const dns: Judge = ({ measured }) => {
  const { echo } = measured;
  if (echo === null || !isReached(measured)) return unreached;
  const ms = echo.phases?.dnsMs ?? 0;
  return ms > slowNameMs
    ? bad('warn', 'Looking the name up took long.', 'dns_slow', observed('it took', `${Math.round(ms)} ms`))
    : phase('The name leads to an address.', echo, 'dnsMs');
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

const kbit = ({ bytes, ms }: Moved): number | null => (ms === null || ms === 0 ? null : (bytes * 8) / ms);

const shownSpeed = (says: string, moved: Moved): Observation => {
  const speed = kbit(moved);
  return observed(says, speed === null ? 'not done in time' : `${(speed / 1000).toFixed(speed < 1000 ? 2 : 0)} Mbit/s`);
};

const route: Judge = ({ measured: { roundTrips, speed, echo } }) => {
  if (echo?.isOurs !== true) return unreached;
  const came = roundTrips.filter((ms) => ms !== null);
  if (came.length === 0) return unreached;
  const lost = roundTrips.length - came.length;
  const evidence = [
    observed('time there and back', `${Math.round(median(came))} ms`),
    observed('longest', `${Math.round(Math.max(...came))} ms`),
    ...(lost === 0 ? [] : [observed('questions without an answer', `${lost} of ${roundTrips.length}`)]),
    ...(speed === null ? [] : [shownSpeed('down', speed.down), shownSpeed('up', speed.up)]),
  ];
  if (lost > 0) return bad('warn', 'Some small questions got no answer.', 'path_lossy', ...evidence);
  const slowest = speed === null ? null : Math.min(kbit(speed.down) ?? 0, kbit(speed.up) ?? 0);
  if (slowest !== null && slowest < slowLineKbit)
    return bad('warn', 'The line carries little.', 'slow_line', ...evidence);
  if (median(came) > farMs) return bad('warn', 'The way there is long.', 'far', ...evidence);
  return ok('The way there and back is short and even.', ...evidence);
};

const proxy: Judge = () => skip('A page cannot see proxies and VPNs. The command can.');

const tcp: Judge = ({ measured }) => {
  if (measured.echo !== null && isReached(measured)) return phase('The connection is made.', measured.echo, 'tcpMs');
  if (measured.echo !== null && !measured.blocking.plain) return ok('A connection is made.');
  const { others } = measured;
  if (others === null) return bad('fail', 'The gateway does not answer.', 'no_gateway');
  return others.answer > 0 ? bad('fail', 'The gateway does not answer.', 'gateway_gone') : unreached;
};

const tls: Judge = ({ measured }) =>
  measured.echo !== null && isReached(measured) ? phase('The line is encrypted.', measured.echo, 'tlsMs') : unreached;

const ofStatus: Readonly<Record<number, TroubleId>> = {
  403: 'denied',
  429: 'throttled',
  431: 'headers_too_large',
  500: 'site_failing',
  502: 'site_behind_down',
  503: 'site_overloaded',
  504: 'site_behind_late',
};

const http: Judge = ({ measured, seen }) => {
  const { echo, blocking } = measured;
  const baggage = [
    observed('bytes of a request’s head', seen.headerBytes),
    observed('of these cookies', seen.cookieBytes),
  ];
  if (echo === null || echo.failed !== null)
    return echo !== null && !blocking.plain
      ? bad('fail', 'One request got through, and another was stopped.', 'extension_blocks')
      : unreached;
  if (!echo.isOurs) {
    const trouble = ofStatus[echo.status ?? 0];
    return trouble === undefined
      ? bad('fail', 'Something else than the gateway answers.', 'elsewhere')
      : bad('fail', 'The gateway’s answer is an error.', trouble, observed('status', echo.status ?? 0));
  }
  if (seen.headerBytes > heavyHeadBytes)
    return bad('warn', 'Each request carries a lot of baggage.', 'heavy_cookies', ...baggage);
  if ((echo.phases?.firstByteMs ?? 0) > slowAnswerMs)
    return bad('warn', 'The gateway took long to answer.', 'slow_answer', ...baggage);
  if (blocking.bait && !blocking.plain)
    return bad('warn', 'An add-on stops requests that look like advertising; ours passed.', 'blocker', ...baggage);
  return ok('Requests and answers pass unharmed.', ...baggage);
};

const stream: Judge = ({ measured }) => {
  const plain = measured.stream === null ? null : rhythmJudgement(measured.stream);
  const zipped = measured.zipped === null ? null : rhythmJudgement(measured.zipped);
  if (measured.echo?.isOurs !== true || plain === null) return skip('There was nobody to send a stream.');
  // Some who pass plain streams on hold compressed ones back.
  return plain.status === 'ok' && zipped !== null && zipped.troubles.length > 0
    ? { ...zipped, says: `Plain streams are fine, compressed ones not. ${zipped.says}` }
    : plain;
};

/** `gateway` and `provider` are judged by what the gateway knows of itself. */
export const browserJudges = {
  device,
  link,
  portal,
  dns,
  route,
  proxy,
  tcp,
  tls,
  http,
  stream,
} as const satisfies Record<Exclude<HopId, 'gateway' | 'provider'>, Judge>;
