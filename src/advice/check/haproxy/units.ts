/** HAProxy's times: without a unit they are milliseconds. */

const timeMs: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

export const readTime = (text: string): number | null => {
  const found = /^(\d{1,12})(us|ms|[smhd])?$/.exec(text);
  return found === null ? null : Number(found[1]) * (timeMs[found[2] ?? 'ms'] ?? 1);
};

export const readCount = (text: string): number | null => (/^\d{1,12}$/.test(text) ? Number(text) : null);
