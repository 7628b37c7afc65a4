/** What is counted, as OTLP has it. Names lose the endings that Prometheus' own receiver puts to them again. */
import type { Distribution, Metric, MetricSample } from '../../domain/metric.ts';
import type { Origin } from './value.ts';
import { attributes, nanos, resourceOf, scopeOf } from './value.ts';

/** AggregationTemporality of metrics.proto: since the start. */
const cumulative = 2;

/** Since when, and when, in ms since the Unix epoch. */
export interface Span {
  readonly from: number;
  readonly now: number;
}

const timesOf = ({ from, now }: Span): object => ({ startTimeUnixNano: nanos(from), timeUnixNano: nanos(now) });

/** What is not known now is no number. */
const pointsOf = (samples: readonly MetricSample[], span: Span): readonly object[] =>
  samples.filter(({ value }) => Number.isFinite(value)).map((sample) => pointOf(sample, span));

const pointOf = ({ labels, value }: MetricSample, span: Span): object => ({
  attributes: attributes(labels),
  ...timesOf(span),
  asDouble: value,
});

const distributionOf = ({ labels, bounds, counts, sum }: Distribution, span: Span): object => ({
  attributes: attributes(labels),
  ...timesOf(span),
  count: String(counts.reduce((all, one) => all + one, 0)),
  sum,
  bucketCounts: counts.map(String),
  explicitBounds: bounds,
});

const shapeOf = (metric: Metric, span: Span): object => {
  switch (metric.kind) {
    case 'counter': {
      const dataPoints = pointsOf(metric.samples, span);
      return { sum: { aggregationTemporality: cumulative, isMonotonic: true, dataPoints } };
    }
    case 'gauge':
      return { gauge: { dataPoints: pointsOf(metric.samples, span) } };
    case 'histogram': {
      const dataPoints = metric.points.map((point) => distributionOf(point, span));
      return { histogram: { aggregationTemporality: cumulative, dataPoints } };
    }
    default:
      return metric satisfies never;
  }
};

const isEmpty = (metric: Metric): boolean =>
  (metric.kind === 'histogram' ? metric.points : metric.samples).length === 0;

const metricOf = (metric: Metric, span: Span): object => ({
  name: metric.name.replace(metric.kind === 'counter' ? /_total$/ : /_seconds$/, ''),
  description: metric.help,
  unit: metric.kind === 'histogram' ? metric.unit : metric.name.endsWith('_seconds') ? 's' : '',
  ...shapeOf(metric, span),
});

/** ExportMetricsServiceRequest. */
export const metricsBody = (metrics: readonly Metric[], span: Span, origin: Origin): string =>
  JSON.stringify({
    resourceMetrics: [
      {
        resource: resourceOf(origin),
        scopeMetrics: [
          {
            scope: scopeOf(origin),
            metrics: metrics.filter((one) => !isEmpty(one)).map((one) => metricOf(one, span)),
          },
        ],
      },
    ],
  });
