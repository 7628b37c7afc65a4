/** The JSON of OTLP (protobuf's JSON mapping): 64-bit integers are strings, enums are numbers, ids are hex. */

export type AttributeValue = string | number | boolean | null;

interface KeyValue {
  readonly key: string;
  readonly value: object;
}

const valueOf = (value: string | number | boolean): object => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
};

/** Those that are `null` are not known, and left out. */
export const attributes = (values: Readonly<Record<string, AttributeValue>>): readonly KeyValue[] =>
  Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [{ key, value: valueOf(value) }]));

/** Milliseconds since the Unix epoch as nanoseconds. */
export const nanos = (ms: number): string => (BigInt(Math.round(ms * 1_000)) * 1_000n).toString();

export interface Origin {
  readonly version: string;
  /** Tells this process from others. */
  readonly instance: string;
}

export const resourceOf = ({ version, instance }: Origin): object => ({
  attributes: attributes({
    'service.name': 'good-gateway',
    'service.version': version,
    'service.instance.id': instance,
  }),
});

export const scopeOf = ({ version }: Origin): object => ({ name: 'good-gateway', version });
