/** How long something took or will take, in words. */

/** `250 ms`, `4 seconds`, `2 minutes`: rounded up, so that nobody comes back too soon. */
export const durationText = (ms: number): string => {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const [count, unit] =
    ms < 120_000 ? [ms / 1000, 'second'] : ms < 7_200_000 ? [ms / 60_000, 'minute'] : [ms / 3_600_000, 'hour'];
  const shown = unit === 'hour' ? Math.ceil(count * 2) / 2 : Math.ceil(count);
  return `${shown} ${unit}${shown === 1 ? '' : 's'}`;
};

/** For everybody: nobody counts milliseconds. */
export const roughText = (ms: number): string => (ms < 1000 ? 'less than a second' : durationText(ms));

/** For tables: `0.3 s`, `12 s`, `250 ms`. */
export const msText = (ms: number | null): string => {
  if (ms === null) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
};
