/** A collector of OTLP over HTTP that takes nothing that is not exactly in the JSON form of its protobufs. */
import assert from 'node:assert/strict';
import { type Receiver, startReceiver } from './receiver.ts';

type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown, at: string) => void;

const fail = (at: string, what: string): never => assert.fail(`${at}: ${what}`);

const matching =
  (pattern: RegExp): Check =>
  (value, at) =>
    void ((typeof value === 'string' && pattern.test(value)) || fail(at, `${JSON.stringify(value)} is not ${pattern}`));

const of =
  (type: 'string' | 'number' | 'boolean'): Check =>
  (value, at) =>
    void ((typeof value === type && (type !== 'number' || Number.isFinite(value))) || fail(at, `no ${type}`));

const oneOf =
  (...values: readonly number[]): Check =>
  (value, at) =>
    void (values.includes(value as number) || fail(at, `${String(value)} is not one of ${values.join(', ')}`));

const list =
  (check: Check): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return fail(at, 'no list');
    for (const [index, one] of value.entries()) check(one, `${at}[${index}]`);
  };

/** Keys that end in `?` may be left out; others that are there are not known to the protobuf. */
const message =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return fail(at, 'no message');
    const known = new Map(Object.entries(fields).map(([key, check]) => [key.replace('?', ''), { key, check }]));
    for (const key of Object.keys(value)) if (!known.has(key)) fail(`${at}.${key}`, 'is not known');
    for (const [name, { key, check }] of known) {
      const inner = (value as Json)[name];
      if (inner !== undefined) check(inner, `${at}.${name}`);
      else if (!key.endsWith('?')) fail(`${at}.${name}`, 'is missing');
    }
  };

const exactlyOne =
  (fields: Readonly<Record<string, Check>>): Check =>
  (value, at) => {
    const keys = Object.keys(value as object);
    if (keys.length !== 1) fail(at, `${keys.length} values in a union`);
    message(Object.fromEntries(Object.entries(fields).map(([key, check]) => [`${key}?`, check])))(value, at);
  };

const int64 = matching(/^-?\d{1,19}$/);
const nanos = matching(/^1\d{18}$/);
const traceId = matching(/^(?!0{32})[\da-f]{32}$/);
const spanId = matching(/^(?!0{16})[\da-f]{16}$/);
const text = of('string');
const number = of('number');

const attributes: Check = (value, at) => {
  list(
    message({
      key: matching(/./),
      value: exactlyOne({ stringValue: text, intValue: int64, doubleValue: number, boolValue: of('boolean') }),
    }),
  )(value, at);
  const keys = (value as { key: string }[]).map(({ key }) => key);
  if (new Set(keys).size !== keys.length) fail(at, 'a key twice');
};

const resource = message({ attributes });
const scope = message({ name: text, version: text });

const span = message({
  traceId,
  spanId,
  'parentSpanId?': spanId,
  flags: number,
  name: matching(/./),
  kind: oneOf(1, 2, 3, 4, 5),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  status: message({ 'code?': oneOf(0, 1, 2) }),
});

const times = { attributes, startTimeUnixNano: nanos, timeUnixNano: nanos };
const point = message({ ...times, asDouble: number });
const distribution: Check = (value, at) => {
  message({ ...times, count: int64, sum: number, bucketCounts: list(int64), explicitBounds: list(number) })(value, at);
  const { count, bucketCounts, explicitBounds } = value as {
    count: string;
    bucketCounts: string[];
    explicitBounds: number[];
  };
  assert.equal(bucketCounts.length, explicitBounds.length + 1, at);
  assert.equal(
    bucketCounts.map(Number).reduce((all, one) => all + one, 0),
    Number(count),
    at,
  );
};

const metric: Check = (value, at) => {
  const { name, description, unit, ...data } = value as Json;
  message({ name: matching(/^[a-z][\w.]*$/), description: text, unit: text })({ name, description, unit }, at);
  exactlyOne({
    sum: message({ aggregationTemporality: oneOf(2), isMonotonic: of('boolean'), dataPoints: list(point) }),
    gauge: message({ dataPoints: list(point) }),
    histogram: message({ aggregationTemporality: oneOf(2), dataPoints: list(distribution) }),
  })(data, at);
};

const bodies: Readonly<Record<string, Check>> = {
  '/hook/v1/traces': message({
    resourceSpans: list(message({ resource, scopeSpans: list(message({ scope, spans: list(span) })) })),
  }),
  '/hook/v1/metrics': message({
    resourceMetrics: list(message({ resource, scopeMetrics: list(message({ scope, metrics: list(metric) })) })),
  }),
};

export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status: { readonly code?: number };
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

interface Metric {
  readonly name: string;
  readonly sum?: { readonly dataPoints: readonly { readonly asDouble: number }[] };
}

export interface Collector extends Receiver {
  /** All that came; throws where something is not in the right form. */
  spans(): readonly Span[];
  metrics(): readonly Metric[];
}

const checked = ({ received }: Receiver, path: string): readonly Json[] =>
  received
    .filter((one) => one.path === path)
    .map((one) => {
      assert.equal(one.headers['content-type'], 'application/json');
      const body = JSON.parse(one.text) as Json;
      (bodies[path] ?? assert.fail(path))(body, path);
      return body;
    });

const plain = (pairs: readonly { key: string; value: Json }[]): Span['values'] =>
  Object.fromEntries(
    pairs.map(({ key, value }) => {
      const [inner] = Object.values(value);
      return [key, 'intValue' in value ? Number(inner) : (inner as string)];
    }),
  );

const inside = (value: unknown, ...keys: readonly string[]): readonly unknown[] =>
  keys.reduce<readonly unknown[]>((all, key) => all.flatMap((one) => (one as Json)[key] as unknown[]), [value]);

export const startCollector = async (): Promise<Collector> => {
  const receiver = await startReceiver();
  return Object.assign(receiver, {
    spans: () =>
      checked(receiver, '/hook/v1/traces').flatMap((body) =>
        (inside(body, 'resourceSpans', 'scopeSpans', 'spans') as (Span & { attributes: [] })[]).map((one) => ({
          ...one,
          values: plain(one.attributes),
        })),
      ),
    metrics: () =>
      checked(receiver, '/hook/v1/metrics').flatMap(
        (body) => inside(body, 'resourceMetrics', 'scopeMetrics', 'metrics') as Metric[],
      ),
  });
};
