/** Kinds of values in the JSON that the operators' API takes. */

export const isText = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= longest && !/\p{Cc}/u.test(value);

/** Milliseconds since 1970, or a date of ISO 8601 with its offset; `null` for anything else. */
export const timeOf = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value) : null;
  const isDate =
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/.test(value);
  const ms = isDate ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
};

/** Text of several lines. */
export const isProse = (value: unknown, longest: number): value is string =>
  typeof value === 'string' && isText(value.replaceAll('\n', ' '), longest);
