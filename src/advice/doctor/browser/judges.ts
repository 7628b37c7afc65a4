/** What each hop looks like from inside a browser: facts in, judgement out. What a page cannot see is skipped, never guessed. */
import type { HopId, Observation } from '../diagnosis.ts';
import { rhythmJudgement } from '../rhythm.ts';
import type { TroubleId } from '../troubles.ts';
import { device } from './judge-device.ts';
import { dns, proxy, route } from './judge-way.ts';
import type { Judge } from './judged.ts';
import { bad, isReached, observed, ok, phase, skip, unreached } from './judged.ts';
import type { Measured } from './measured.ts';

/** nginx takes 8 kB for one line of a head by default, Node 16 kB for all of it: beyond half of that it is worth a word. */
const heavyHeadBytes = 8 * 1024;
const slowAnswerMs = 3_000;

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

/** Cookies of a few services are as large. */
const smallHeadBytes = 4 * 1024;

const headEvidence = (heads: Measured['heads']): readonly Observation[] => {
  if (heads === null) return [];
  const { takes, refuses } = heads;
  return [
    ...(takes === 0 ? [] : [observed('heads pass up to', `${takes / 1_024} kB`)]),
    ...(refuses === null ? [] : [observed('heads are refused from', `${refuses / 1_024} kB`)]),
  ];
};

const http: Judge = ({ measured, seen }) => {
  const { echo, blocking, heads } = measured;
  const baggage = [
    observed('bytes of a request’s head', seen.headerBytes),
    observed('of these cookies', seen.cookieBytes),
    ...headEvidence(heads),
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
  if ((heads?.refuses ?? Infinity) <= smallHeadBytes)
    return bad('warn', 'Something on the way takes only small heads.', 'small_heads', ...baggage);
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
  const told = { ...plain, evidence: [...plain.evidence, observed('WebSocket', 'not used by this gateway')] };
  // Some who pass plain streams on hold compressed ones back.
  return plain.status === 'ok' && zipped !== null && zipped.troubles.length > 0
    ? { ...zipped, says: `Plain streams are fine, compressed ones not. ${zipped.says}` }
    : told;
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
