/** What can be mended safely, as a diff that `patch` and `git apply` take. */
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Edit, Finding } from '../finding.ts';
import type { Source } from '../place.ts';

export interface Mended {
  readonly diff: string;
  /** Findings whose change is in the diff. */
  readonly mended: number;
}

const applied = (source: Source, edits: readonly Edit[]): { readonly text: string; readonly count: number } => {
  let text = '';
  let at = 0;
  let count = 0;
  for (const { place, text: inserted } of edits.toSorted((a, b) => a.place.start - b.place.start)) {
    // Of two changes of the same text the first one is made.
    if (place.start < at) continue;
    text += source.text.slice(at, place.start) + inserted;
    at = place.end;
    count += 1;
  }
  return { text: text + source.text.slice(at), count };
};

export const mend = (findings: readonly Finding[]): Mended => {
  const edits = findings.flatMap(({ edit }) => (edit === undefined ? [] : [edit]));
  let mended = 0;
  const patches = [...Map.groupBy(edits, ({ place }) => place.source)].map(([source, own]) => {
    const { text, count } = applied(source, own);
    mended += count;
    return createTwoFilesPatch(source.file, source.file, source.text, text, '', '', {
      context: 3,
      headerOptions: FILE_HEADERS_ONLY,
    });
  });
  return { diff: patches.map((patch) => patch.replace(/\n*$/, '\n')).join(''), mended };
};
