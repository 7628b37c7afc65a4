/** Reads foreign JSON: nothing in it is believed to be there. */

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `undefined` when it is no JSON. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

export const textAt = (object: JsonObject, name: string): string | null => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'string' ? value : null;
};

/** Numbers may stand as text. */
export const numberAt = (object: JsonObject, name: string): number | null => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,9})?$/.test(value) ? Number(value) : null;
};

export const objectAt = (object: JsonObject, name: string): JsonObject | null => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return isObject(value) ? value : null;
};

export const listAt = (object: JsonObject, name: string): readonly unknown[] => {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return Array.isArray(value) ? value : [];
};
