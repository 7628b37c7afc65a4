/** Numbers for Prometheus: plain counters where calls pass, rendered only when somebody asks. */
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { AttemptRecord, CallEnded, ExtraTokens } from '../domain/event.ts';
import type { Metric } from '../domain/metric.ts';

const prefix = 'good_gateway_';
/** Distinct names of models nobody configured that become labels of their own; callers can invent any number. */
const strangerLimit = 200;
const nameLimit = 100;
const bucketSeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600];

type Row = readonly [help: string, ...labels: string[]];

/** Counted here. */
const counted = {
  requests_total: ['Calls that ended, by outcome and family of the cause.', 'model', 'outcome', 'family'],
  attempts_total: ['Attempts at upstreams, by what became of them.', 'upstream', 'code'],
  rescued_total: ['Calls that ended well although an attempt failed or was slow, by what saved them.', 'how'],
  extra_tokens_total: [
    'Tokens paid for beyond one attempt a call, estimated where the provider does not count: the price of resilience.',
    'why',
  ],
  cache_total: ['Calls of models whose answers are kept, by where the answer came from.', 'result'],
  hedges_total: ['Second attempts started beside a slow first one.'],
  incomplete_total: ['Answers that broke after they had begun and ended with an honest error.'],
  lost_total: ['Accepted calls that ended without an answer, an explanation or a promise. Must stay 0.'],
  explanations_total: ['Explanations that people judged, by cause and by whether it helped them.', 'code', 'helped'],
  early_heads_total: ['Streams whose head went out before the first content, because that took so long.'],
} as const satisfies Record<string, Row>;

const timed = {
  request_seconds: ['From accepting a call to its end.'],
  first_token_seconds: ['From accepting a call to the first content of its answer.'],
  queue_seconds: ['Time an attempt waited for a free place at its upstream.'],
} as const satisfies Record<string, Row>;

/** Kept by others and read at each rendering; those in `…_total` are counters. */
const read = {
  in_flight: ['Calls that are running now.'],
  queue_depth: ['Calls that wait for a place now.'],
  upstream_state: ['1 for the state an upstream is in.', 'upstream', 'state'],
  limit_used_peak: [
    'Share of the limit of an upstream that was in use at the most in the last day, 1 for all.',
    'upstream',
  ],
  wanted_replicas: ['Replicas of an upstream that its load asks for, within its bounds.', 'upstream'],
  retry_budget: ['Retries and hedges an upstream may still be given now.', 'upstream'],
  cache_answers: ['Answers that are kept to be given again.'],
  prompts_not_kept_total: ['Calls that keepPrompts: durable should have kept on disk, and could not.'],
  cache_bytes: ['Bytes of the answers that are kept to be given again.'],
  incidents_open: ['Incidents that are not over, by impact; drafts included.', 'impact'],
  alerts_sent_total: ['Messages that reached a sink of alerts.', 'sink'],
  alerts_failed_total: ['Attempts to reach a sink of alerts that failed.', 'sink'],
  alerts_dead_total: ['Alerts that were given up.', 'sink'],
  alerts_waiting: ['Alerts that a sink was not told yet.', 'sink'],
  telemetry_sent_total: ['Calls that the collector of telemetry was told of.'],
  telemetry_dropped_total: ['Calls that it was not told of, because too many waited or it refused them.'],
  telemetry_failed_total: ['Attempts to tell it that failed.'],
  telemetry_rejected_total: ['Spans and data points that it took no part of.'],
  journal_dropped_total: ['Events the journal could not keep.'],
} as const satisfies Record<string, Row>;

export type GaugeName = keyof typeof read;

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Metrics {
  /** Everything that can be learned from the end of a call. */
  observe(event: CallEnded): void;
  /** `why`: `hedge`, `retry`, `continue` … */
  extraTokens(why: string, tokens: number): void;
  /** Somebody was asked whether an explanation helped. */
  judged(code: string, helped: 'yes' | 'no'): void;
  gauge(name: GaugeName, read: () => number | readonly Sample[]): void;
  /** The same as data, but for what only concerns Prometheus. */
  snapshot(): Promise<readonly Metric[]>;
  /** Prometheus text format; `contentType` goes with it. */
  render(): Promise<string>;
  readonly contentType: string;
}

/** Counts per combination of label values, as a tree of maps. */
class Tally {
  readonly #next = new Map<string, Tally>();
  #count = 0;

  add(labels: readonly string[] = [], amount = 1, depth = 0): void {
    const label = labels[depth];
    if (label === undefined) {
      this.#count += amount;
      return;
    }
    let next = this.#next.get(label);
    if (next === undefined) this.#next.set(label, (next = new Tally()));
    next.add(labels, amount, depth + 1);
  }

  *samples(labels: readonly string[], above: Readonly<Record<string, string>> = {}): Generator<Sample> {
    const [label, ...rest] = labels;
    if (label === undefined) yield { labels: above, value: this.#count };
    else for (const [value, next] of this.#next) yield* next.samples(rest, { ...above, [label]: value });
  }
}

/** A histogram that costs a call one search and two additions. */
class Spread {
  readonly #counts = new Float64Array(bucketSeconds.length + 1);
  #sum = 0;

  observe(seconds: number): void {
    let bucket = 0;
    while (bucket < bucketSeconds.length && seconds > (bucketSeconds[bucket] ?? Infinity)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  metric(name: string, help: string): Metric {
    const point = { labels: {}, bounds: bucketSeconds, counts: [...this.#counts], sum: this.#sum };
    return { kind: 'histogram', name, help, unit: 's', points: [point] };
  }

  /** Prometheus text format 0.0.4: buckets count everything up to their bound. */
  text(name: string, help: string): string {
    let count = 0;
    const lines = [...bucketSeconds, '+Inf'].map((bound, index) => {
      count += this.#counts[index] ?? 0;
      return `${name}_bucket{le="${bound}"} ${count}`;
    });
    const head = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
    return [...head, ...lines, `${name}_sum ${this.#sum}`, `${name}_count ${count}`, ''].join('\n');
  }
}

/** Names we know stay as they are; of the others the first ones do, and the rest is `other`. */
const makeFold = (isKnownModel: (name: string) => boolean): ((name: string) => string) => {
  const strangers = new Set<string>();
  return (name) => {
    if (strangers.has(name) || isKnownModel(name)) return name;
    if (name.length > nameLimit || strangers.size >= strangerLimit) return 'other';
    strangers.add(name);
    return name;
  };
};

const addExtra = (tally: Tally, extra: ExtraTokens): void => {
  for (const [why, tokens] of Object.entries(extra)) if (tokens > 0) tally.add([why], tokens);
};

/** What saved a call that ended well; `null` when its first attempt was good. */
const rescuedBy = (attempts: readonly AttemptRecord[]): 'failover' | 'retry' | 'hedge' | 'rescue' | null => {
  const winner = attempts.findLast((attempt) => attempt.cause === null && !attempt.dropped);
  if (winner === undefined) return null;
  if (winner.how !== 'fresh') return winner.how;
  const failed = attempts.filter((attempt) => attempt.cause !== null && !attempt.dropped);
  if (failed.length === 0) return null;
  return failed.some((attempt) => attempt.upstream === winner.upstream) ? 'retry' : 'failover';
};

const codeOf = (attempt: AttemptRecord): string => (attempt.dropped ? 'dropped' : (attempt.cause?.code ?? 'ok'));

interface Shown {
  readonly name: string;
  readonly row: Row;
  readonly samples: () => Iterable<Sample>;
}

/** Shows numbers that are kept elsewhere: filled anew at each rendering. */
const show = (registry: Registry, { name, row, samples }: Shown): void => {
  const [help, ...labelNames] = row;
  const options = { name: prefix + name, help, labelNames, registers: [registry] };
  if (name.endsWith('_total')) {
    new Counter({
      ...options,
      collect() {
        this.reset();
        for (const { labels, value } of samples()) this.inc({ ...labels }, value);
      },
    });
  } else {
    new Gauge({
      ...options,
      collect() {
        this.reset();
        for (const { labels, value } of samples()) this.set({ ...labels }, value);
      },
    });
  }
};

const mapValues = <Key extends string, From, To>(
  from: Readonly<Record<Key, From>>,
  to: (value: From, key: Key) => To,
) =>
  Object.fromEntries(Object.entries<From>(from).map(([key, value]) => [key, to(value, key as Key)])) as Record<Key, To>;

const spreadMetrics = (clocks: Readonly<Record<keyof typeof timed, Spread>>): readonly Metric[] =>
  Object.entries(timed).map(([name, [help]]) => clocks[name as keyof typeof timed].metric(prefix + name, help));

/** Counters and gauges; the few others are Node's own. */
const plainMetrics = async (registry: Registry): Promise<readonly Metric[]> =>
  (await registry.getMetricsAsJSON()).flatMap(({ name, help, type, values }): readonly Metric[] => {
    const kind = String(type);
    if (kind !== 'counter' && kind !== 'gauge') return [];
    const samples = values.map(({ labels, value }) => ({ labels: texts(labels), value }));
    return [{ kind, name, help, samples }];
  });

const texts = (labels: object): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(labels).map(([key, value]: [string, unknown]) => [key, String(value)]));

const samplesOf = (now: number | readonly Sample[]): readonly Sample[] =>
  typeof now === 'number' ? [{ labels: {}, value: now }] : now;

/** `isKnownModel` says which names are configured or were learned from an upstream's list. */
export const makeMetrics = (isKnownModel: (name: string) => boolean): Metrics => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix });
  const fold = makeFold(isKnownModel);
  const tallies = mapValues(counted, (row: Row, name) => {
    const tally = new Tally();
    const [, ...labels] = row;
    show(registry, { name, row, samples: () => tally.samples(labels) });
    return tally;
  });
  const clocks = mapValues(timed, () => new Spread());
  const spreads = (): string =>
    Object.entries(timed)
      .map(([name, [help]]) => clocks[name as keyof typeof timed].text(prefix + name, help))
      .join('\n');

  const observeAttempt = (attempt: AttemptRecord): void => {
    tallies.attempts_total.add([attempt.upstream, codeOf(attempt)]);
    if (attempt.how === 'hedge') tallies.hedges_total.add();
    if (attempt.phases.queue !== null) clocks.queue_seconds.observe(attempt.phases.queue / 1000);
  };

  return {
    observe(event) {
      // A name that nobody serves was typed by a caller: it is never worth a label.
      const model = event.cause?.code === 'unknown_model' ? 'other' : fold(event.model);
      tallies.requests_total.add([model, event.outcome, event.cause?.family ?? 'none']);
      if (event.outcome === 'incomplete') tallies.incomplete_total.add();
      if (event.outcome !== 'ok' && event.cause === null) tallies.lost_total.add();
      if (event.cache !== null) tallies.cache_total.add([event.cache.result]);
      if (event.extraTokens !== null) addExtra(tallies.extra_tokens_total, event.extraTokens);
      if (event.earlyHead) tallies.early_heads_total.add();
      const how = event.outcome === 'ok' ? rescuedBy(event.attempts) : null;
      if (how !== null) tallies.rescued_total.add([how]);
      clocks.request_seconds.observe(event.ms / 1000);
      if (event.firstTokenMs !== null) clocks.first_token_seconds.observe(event.firstTokenMs / 1000);
      event.attempts.forEach(observeAttempt);
    },
    judged: (code, helped) => tallies.explanations_total.add([code, helped]),
    extraTokens: (why, tokens) => tallies.extra_tokens_total.add([why], tokens),
    gauge(name, readNow) {
      show(registry, { name, row: read[name], samples: () => samplesOf(readNow()) });
    },
    snapshot: async () => [...(await plainMetrics(registry)), ...spreadMetrics(clocks)],
    render: async () => `${await registry.metrics()}\n${spreads()}`,
    contentType: registry.contentType,
  };
};
