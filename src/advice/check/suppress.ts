/** Findings that are wanted so: a comment on the line, or on the one above it, with a reason. */
import type { Finding } from './finding.ts';
import { lineText, positionOf, type Source } from './place.ts';

export interface Suppressed {
  readonly finding: Finding;
  readonly reason: string;
}

export interface Sifted {
  readonly findings: readonly Finding[];
  readonly suppressed: readonly Suppressed[];
  readonly notes: readonly string[];
}

interface Comment {
  readonly source: Source;
  readonly line: number;
  readonly rules: readonly string[];
  readonly reason: string;
}

/** `# check-ignore NGX-TMO-1: the app answers within 30 s`, or with `//`. */
const form =
  /(?:#|\/\/)[ \t]*check-ignore[ \t]+([A-Z0-9]+(?:-[A-Z0-9]+)*(?:,[ \t]*[A-Z0-9]+(?:-[A-Z0-9]+)*)*)[ \t]*:?(.*)$/gm;

const commentsOf = (source: Source): Comment[] =>
  Array.from(source.text.matchAll(form), ({ index, 1: rules = '', 2: reason = '' }) => ({
    source,
    line: positionOf({ source, start: index, end: index }).line,
    rules: rules.split(/,[ \t]*/),
    reason: reason.trim(),
  }));

const standsAlone = ({ source, line }: Comment): boolean => /^\s*(?:#|\/\/)/.test(lineText(source, line));

const covers = (comment: Comment, { rule, place }: Finding): boolean => {
  const { line } = positionOf(place);
  const isNear = comment.line === line || (comment.line === line - 1 && standsAlone(comment));
  return isNear && comment.source === place.source && comment.rules.includes(rule);
};

export const sift = (findings: readonly Finding[], sources: readonly Source[]): Sifted => {
  const comments = [...new Set(sources)].flatMap((source) =>
    source.text.includes('check-ignore') ? commentsOf(source) : [],
  );
  if (comments.length === 0) return { findings, suppressed: [], notes: [] };
  const byFile = Map.groupBy(comments, ({ source }) => source);
  const used = new Set<Comment>();
  const kept: Finding[] = [];
  const suppressed: Suppressed[] = [];
  for (const finding of findings) {
    const comment = byFile.get(finding.place.source)?.find((one) => covers(one, finding));
    if (comment !== undefined) used.add(comment);
    if (comment === undefined || comment.reason === '') kept.push(finding);
    else suppressed.push({ finding, reason: comment.reason });
  }
  const notes = comments.flatMap((comment) => {
    const at = `${comment.source.file}:${comment.line}`;
    if (!used.has(comment)) return [`${at}: nothing is found that this check-ignore is for`];
    return comment.reason === ''
      ? [`${at}: a check-ignore needs a reason: # check-ignore ${comment.rules[0]}: because …`]
      : [];
  });
  return { findings: kept, suppressed, notes };
};
