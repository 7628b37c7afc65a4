/** Figures as people read them: shares that never read as all when something was missing, short times, and moments. */

import type { Fared } from '../incident.ts';

/** At most three decimals; as many as it takes to differ from 100 %. */
export const shareText = (share: number): string => `${Number((share * 100).toFixed(3))} %`;

export const shortText = (ms: number): string => {
  if (ms < 1_000) return `${Math.round(ms / 10) * 10} ms`;
  return ms < 10_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
};

/** `2026-03-03 09:40`, where `UTC` is said elsewhere. */
export const minuteText = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** `2026-03-03 09:40 UTC`, of milliseconds since the epoch. */
export const timeText = (ms: number): string => `${minuteText(ms)} UTC`;

/** `2026-03-03 09:40:07 UTC`, where seconds tell what came first. */
export const secondText = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** Whole percents from ten on; what is not all never reads as all, nor some as none. */
export const percentText = (share: number): string => {
  const shown = share * 100;
  if (share >= 1 || shown === 0) return `${Math.round(shown)} %`;
  return `${shown >= 10 ? Math.min(99, Math.round(shown)) : Math.max(0.1, Math.round(shown * 10) / 10)} %`;
};

/** `5 failed (50 %), 1 was rescued and 4 went well`: the three add up to all calls. */
export const faredText = ({ calls, failed, rescued }: Fared): string => {
  const well = Math.max(0, calls - failed - rescued);
  const parts = [
    failed === 0 ? 'none failed' : `${failed} failed (${percentText(failed / calls)})`,
    ...(rescued === 0 ? [] : [`${rescued} ${rescued === 1 ? 'was' : 'were'} rescued`]),
    ...(well === 0 ? [] : [`${well} went well`]),
  ];
  return [...parts.slice(0, -2), parts.slice(-2).join(' and ')].join(', ');
};

export const callsText = (calls: number): string => (calls === 1 ? '1 call' : `${calls} calls`);

export const rescuedMeans = 'Rescued: an attempt failed, and the call was answered all the same.';
