/** Figures as people read them: shares that never read as all when something was missing, and times of seconds or less. */

/** At most three decimals; as many as it takes to differ from 100 %. */
export const shareText = (share: number): string => `${Number((share * 100).toFixed(3))} %`;

export const shortText = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms / 10) * 10} ms`;
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
};
