/** Times as a person writes them. */

export const timeText = (ms: number): string => {
  if (ms === Infinity) return 'no limit';
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000) return `${Math.round(ms / 100) / 10} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 6000) / 10} min` : `${Math.round(ms / 360_000) / 10} h`;
};
