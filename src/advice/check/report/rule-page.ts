/** The page of a rule: as text for a terminal, and as a part of docs/rules.md. */
import { structuredPatch } from 'diff';
import type { RuleAbout } from '../rule.ts';

/** A config of more lines is shown where it changes. */
const shortLines = 14;

const linesOf = (text: string): number => text.split('\n').length;

/** Before and after, as far as they differ. */
const excerpts = ({ before, after }: RuleAbout): { readonly before: string; readonly after: string } => {
  if (Math.max(linesOf(before), linesOf(after)) <= shortLines) return { before, after };
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 2 });
  const side = (mark: '-' | '+'): string =>
    hunks
      .map(({ lines }) =>
        lines
          .filter((line) => line.startsWith(' ') || line.startsWith(mark))
          .map((line) => line.slice(1))
          .join('\n'),
      )
      .join('\n…\n');
  return { before: side('-'), after: side('+') };
};

const indented = (text: string): string => text.trimEnd().replaceAll(/^(?=.)/gm, '    ');

export const rulePage = (rule: RuleAbout): string => {
  const { id, severity, system, title, when, failure, source, versions } = rule;
  const { before, after } = excerpts(rule);
  return `${id} (${severity}, ${system}): ${title}

When: ${when}
What happens: ${failure}
Versions: ${versions}
Source: ${source}

Before:

${indented(before)}

After:

${indented(after)}
`;
};

const languages: Readonly<Record<string, string>> = {
  nginx: 'nginx',
  kubernetes: 'yaml',
  'good-gateway': 'yaml',
  envoy: 'yaml',
  node: 'js',
};

const block = (system: string, text: string): string =>
  `\`\`\`${languages[system] ?? 'text'}\n${text.trimEnd()}\n\`\`\``;

/** In Markdown, under a heading of its id. */
export const ruleEntry = (rule: RuleAbout): string => {
  const { id, severity, system, title, when, failure, source, versions } = rule;
  const { before, after } = excerpts(rule);
  return `### ${id}

**${title[0]?.toUpperCase()}${title.slice(1)}** (${severity}). ${failure}

- When: ${when}
- Versions: ${versions}
- Source: ${source}

Before:

${block(system, before)}

After:

${block(system, after)}
`;
};
