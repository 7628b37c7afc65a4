/** What a scenario came to, in numbers. */
import type { Asked } from './person.ts';
import type { Played } from './stage.ts';

export interface Figures {
  readonly questions: number;
  /** While something was wrong: share of questions with a whole answer, and the number of those without. */
  readonly success: number;
  readonly errors: number;
  /** Time to the first token, from the question on, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** The same before anything was wrong, in its last part (30 s on), and ten seconds after its end. */
  readonly calmP99: number;
  readonly lateP99: number;
  readonly afterP99: number;
  readonly afterSuccess: number;
  /** Attempts at upstreams per request to the gateway, from one second after the fault began to its end. */
  readonly amplification: number;
  /** Attempts from two seconds after the fault began to its end: where all are down, these are probes. */
  readonly probeCalls: number;
  /** From its end to the first content anybody got after it, in ms. */
  readonly backMs: number;
  /** Active checks a second. */
  readonly probesPerSecond: number;
  /** Whole answers as a share of what the servers could have given: from five seconds after the fault began, and 5 to 15 s after its end. */
  readonly goodput: number;
  readonly afterGoodput: number;
  /** Attempts at the faulty servers per request, from one second after the fault began; nothing where all have it. */
  readonly faultyShare: number;
  /** Most calls a server ever had at once, as a multiple of those it serves at full speed. */
  readonly peak: number;
  /** What went wrong, by the cause's name. */
  readonly codes: Readonly<Record<string, number>>;
}

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

const isIn = (at: number, { fromMs, untilMs }: Span): boolean => at >= fromMs && at < untilMs;

const countIn = (times: readonly number[], span: Span): number => times.filter((at) => isIn(at, span)).length;

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

const firstTokens = (asked: readonly Asked[], span: Span): readonly number[] =>
  asked.flatMap(({ at, firstTokenMs }) => (firstTokenMs !== null && isIn(at, span) ? [firstTokenMs] : []));

const backIn = (asked: readonly Asked[], sinceMs: number): number =>
  Math.min(
    ...asked.flatMap(({ at, firstTokenMs }) => {
      const afterMs = firstTokenMs === null ? -1 : at + firstTokenMs - sinceMs;
      return afterMs < 0 ? [] : [afterMs];
    }),
  );

const successIn = (asked: readonly Asked[], span: Span): number => {
  const those = asked.filter(({ at }) => isIn(at, span));
  return those.filter(({ outcome }) => outcome === 'whole').length / those.length;
};

const goodputIn = ({ asked, capacity }: Played, span: Span): number => {
  const whole = asked.filter(({ outcome, endedAt }) => outcome === 'whole' && isIn(endedAt, span)).length;
  return (whole * 1000) / (capacity * (span.untilMs - span.fromMs));
};

const codesIn = (asked: readonly Asked[], span: Span): Record<string, number> => {
  const codes: Record<string, number> = {};
  for (const { at, outcome, code } of asked) {
    if (outcome === 'whole' || !isIn(at, span)) continue;
    const name = outcome === 'left' ? 'left' : code;
    codes[name] = (codes[name] ?? 0) + 1;
  }
  return codes;
};

/** Until everything has settled after the start, nothing counts. */
const warmMs = 5_000;

export const figuresOf = (played: Played): Figures => {
  const { asked, servers, faulty, scenario } = played;
  const { fault, lastsMs } = scenario;
  const from = (ms: number): Span => ({ fromMs: fault.fromMs + ms, untilMs: fault.untilMs });
  const after = { fromMs: fault.untilMs + 10_000, untilMs: lastsMs };
  const requests = countIn(
    asked.flatMap(({ requestedAt }) => requestedAt),
    from(1_000),
  );
  const attemptsAt = (those: typeof servers): number =>
    those.reduce((sum, { calledAt }) => sum + countIn(calledAt, from(1_000)), 0);
  const during = firstTokens(asked, fault);
  const probes = servers.reduce((sum, { probedAt }) => sum + countIn(probedAt, fault), 0);
  return {
    questions: asked.length,
    success: successIn(asked, fault),
    errors: asked.filter(({ at, outcome }) => outcome !== 'whole' && isIn(at, fault)).length,
    p50: quantile(during, 0.5),
    p99: quantile(during, 0.99),
    calmP99: quantile(firstTokens(asked, { fromMs: warmMs, untilMs: fault.fromMs }), 0.99),
    lateP99: quantile(firstTokens(asked, from(30_000)), 0.99),
    afterP99: quantile(firstTokens(asked, after), 0.99),
    afterSuccess: successIn(asked, after),
    amplification: attemptsAt(servers) / requests,
    probeCalls: servers.reduce((sum, { calledAt }) => sum + countIn(calledAt, from(2_000)), 0),
    backMs: backIn(asked, fault.untilMs),
    probesPerSecond: (probes * 1000) / (fault.untilMs - fault.fromMs),
    goodput: goodputIn(played, from(5_000)),
    afterGoodput: goodputIn(played, { fromMs: fault.untilMs + 5_000, untilMs: fault.untilMs + 15_000 }),
    faultyShare: attemptsAt(faulty) / requests,
    peak: Math.max(...servers.map(({ busiest }) => busiest)) / scenario.shape.slots,
    codes: codesIn(asked, fault),
  };
};
