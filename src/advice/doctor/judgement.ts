/** How judges say what they made of a hop. */
import type { Judgement, Observation } from './diagnosis.ts';
import { troubleWords } from './trouble-words.ts';
import type { TroubleId } from './troubles.ts';
import { troubleOf } from './troubles.ts';

/** Something anybody may read. */
export const seen = (says: string, value: string): Observation => ({ says, value, isPrivate: false });

/** Something with an address or a name in it. */
export const privately = (says: string, value: string): Observation => ({ says, value, isPrivate: true });

export const well = (says: string, evidence: readonly Observation[] = []): Judgement => ({
  status: 'ok',
  says,
  evidence,
  troubles: [],
});

export const skipped = (says: string): Judgement => ({ status: 'skip', says, evidence: [], troubles: [] });

export const unknown = (says: string, evidence: readonly Observation[] = []): Judgement => ({
  status: 'unknown',
  says,
  evidence,
  troubles: [],
});

/** The first trouble is the worst, and gives the sentence. */
export const ill = (troubles: readonly [TroubleId, ...TroubleId[]], evidence: readonly Observation[]): Judgement => ({
  status: troubleOf(troubles[0]).weight === 'stops' ? 'fail' : 'warn',
  says: troubleWords[troubles[0]],
  evidence,
  troubles,
});

export const msText = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);

export const median = (values: readonly number[]): number | null => {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
};
