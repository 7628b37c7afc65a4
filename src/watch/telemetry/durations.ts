/** How long attempts took and what they cost in tokens, by the names of OpenTelemetry's conventions for generative AI. */
import type { AttemptRecord, CallEnded } from '../../domain/event.ts';
import type { Distribution, Metric } from '../../domain/metric.ts';
import type { Upstream } from '../../domain/upstream.ts';
import { errorType, operationNames, providerOf } from './genai.ts';

/** Bounds that the conventions advise. */
const secondBounds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokenBounds = [
  1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864,
];
/** Callers may name any model. */
const mostSeries = 1_000;

type Labels = Readonly<Record<string, string>>;

class Histogram {
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, { labels: Labels; counts: number[]; sum: number }>();

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  observe(labels: Labels, value: number): void {
    const key = JSON.stringify(labels);
    let series = this.#series.get(key);
    if (series === undefined) {
      if (this.#series.size >= mostSeries) return;
      series = { labels, counts: Array.from({ length: this.#bounds.length + 1 }, () => 0), sum: 0 };
      this.#series.set(key, series);
    }
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    const index = bucket < 0 ? this.#bounds.length : bucket;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += value;
  }

  points(): readonly Distribution[] {
    return [...this.#series.values()].map(({ labels, counts, sum }) => ({ labels, bounds: this.#bounds, counts, sum }));
  }
}

export class Durations {
  readonly #seconds = new Histogram(secondBounds);
  readonly #tokens = new Histogram(tokenBounds);

  learn(event: CallEnded, upstreams: readonly Upstream[]): void {
    for (const attempt of event.attempts) if (!attempt.dropped) this.#attempt(event, attempt, upstreams);
  }

  metrics(): readonly Metric[] {
    return [
      {
        kind: 'histogram',
        name: 'gen_ai.client.operation.duration',
        help: 'How long attempts at upstreams took.',
        unit: 's',
        points: this.#seconds.points(),
      },
      {
        kind: 'histogram',
        name: 'gen_ai.client.token.usage',
        help: 'Tokens of attempts, as providers count them.',
        unit: '{token}',
        points: this.#tokens.points(),
      },
    ];
  }

  #attempt({ operation }: CallEnded, attempt: AttemptRecord, upstreams: readonly Upstream[]): void {
    const name = operationNames[operation];
    if (name === null) return;
    const provider = providerOf(upstreams, attempt);
    const error = errorType(attempt);
    const labels = {
      'gen_ai.operation.name': name,
      'gen_ai.provider.name': provider?.name ?? 'unknown',
      'gen_ai.request.model': attempt.model,
      'good_gateway.upstream': attempt.upstream,
    };
    const { end } = attempt.phases;
    if (end !== null) this.#seconds.observe(error === null ? labels : { ...labels, 'error.type': error }, end / 1_000);
    const usage = attempt.tokens?.usage ?? null;
    if (usage === null) return;
    this.#tokens.observe({ ...labels, 'gen_ai.token.type': 'input' }, usage.inputTokens);
    this.#tokens.observe({ ...labels, 'gen_ai.token.type': 'output' }, usage.outputTokens);
  }
}
