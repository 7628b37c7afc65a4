/** Marks the exam: what explain says of each case, held against its labels. */
import type { Family } from '../../src/domain/cause.ts';
import type { Finding } from '../../src/advice/explain/finding.ts';
import { explainText } from '../../src/advice/explain/text.ts';
import type { ExamCase } from './case.ts';
import { balancerCases } from './exam/balancers.ts';
import { fieldCases } from './exam/field.ts';
import { nginxCases } from './exam/nginx.ts';
import { peopleCases } from './exam/people.ts';
import { platformCases } from './exam/platforms.ts';
import { programCases } from './exam/programs.ts';
import { providerCases } from './exam/providers.ts';

export const examCases: readonly ExamCase[] = [
  ...nginxCases,
  ...balancerCases,
  ...platformCases,
  ...programCases,
  ...providerCases,
  ...peopleCases,
  ...fieldCases,
];

export interface Marked {
  readonly case: ExamCase;
  readonly said: Finding | null;
  readonly isFamilyRight: boolean;
  readonly isWhoRight: boolean;
  /** `null` where the case has no label. */
  readonly isCodeRight: boolean | null;
  readonly isHopRight: boolean | null;
}

const isOneOf = <T>(said: T | undefined, wanted: T | readonly T[]): boolean =>
  said !== undefined && (Array.isArray(wanted) ? (wanted as readonly T[]).includes(said) : said === wanted);

export const wantedFamily = ({ family }: ExamCase): Family =>
  typeof family === 'string' ? family : (family[0] ?? 'client');

const mark = (one: ExamCase): Marked => {
  const said = explainText(one.text).findings[0] ?? null;
  return {
    case: one,
    said,
    isFamilyRight: isOneOf(said?.family, one.family),
    isWhoRight: isOneOf(said?.who, one.who),
    isCodeRight: one.code === undefined ? null : said?.code === one.code,
    isHopRight: one.hop === undefined ? null : said?.hop === one.hop,
  };
};

export const markAll = (): readonly Marked[] => examCases.map(mark);

/** Share of those that are right, of those that have a label. */
export const shareOf = (marks: readonly (boolean | null)[]): { readonly right: number; readonly of: number } => {
  const labelled = marks.filter((one) => one !== null);
  return { right: labelled.filter(Boolean).length, of: labelled.length };
};
