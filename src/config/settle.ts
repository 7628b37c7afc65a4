/** From plain data to settings, or to all that is wrong with it. */
import type { Settings } from '../domain/settings.ts';
import { buildSettings } from './build.ts';
import { crossCheck, type Draft } from './cross-check.ts';
import { expectedWords, problemsOf } from './issues.ts';
import type { Problem } from './problem.ts';
import { fileSchema } from './schema.ts';

export type Settled =
  | { readonly kind: 'ok'; readonly settings: Settings; readonly warnings: readonly Problem[] }
  | { readonly kind: 'bad'; readonly problems: readonly Problem[] };

/** `baseFolder`: what relative paths are relative to. */
export const settle = (draft: Draft, baseFolder: string): Settled => {
  const { errors, warnings } = crossCheck(draft);
  const parsed = fileSchema.safeParse(draft.value, { error: expectedWords });
  const problems = [...(parsed.success ? [] : problemsOf(parsed.error.issues, draft)), ...errors];
  if (!parsed.success || problems.length > 0) return { kind: 'bad', problems };
  return { kind: 'ok', settings: buildSettings(parsed.data, { overrides: draft.overrides, baseFolder }), warnings };
};
