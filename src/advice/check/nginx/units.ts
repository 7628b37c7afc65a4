/** nginx's times and sizes. */

const timeMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** Milliseconds of `60`, `1m 30s` or `500ms`; `null` for what is no time, such as a variable. */
export const readTime = (text: string): number | null => {
  const parts = text.match(/\d+(?:ms|[smhdwMy])?|\S+/g);
  if (parts === null) return null;
  let all = 0;
  for (const part of parts) {
    const [, number = '', unit = ''] = /^(\d{1,12})(ms|[smhdwMy])?$/.exec(part) ?? [];
    if (number === '') return null;
    all += Number(number) * (timeMs[unit] ?? 1000);
  }
  return all;
};

const sizeBytes: Readonly<Record<string, number>> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export const readSize = (text: string): number | null => {
  const found = /^(\d{1,15})([kmg])?$/i.exec(text);
  return found === null ? null : Number(found[1]) * (sizeBytes[(found[2] ?? '').toLowerCase()] ?? 1);
};
