/** Writes docs/causes.md from the table of causes and its words; `--check` only compares. */
import { causeCodes, traits } from '../src/domain/cause.ts';
import type { CauseCode } from '../src/domain/cause.ts';
import { againNames, familyNames, whoNames, wordsOf } from '../src/domain/words/index.ts';
import { writeOrCheck } from './generated.ts';

const file = new URL('../docs/causes.md', import.meta.url);

const introduction = `# Causes

<!-- Written by scripts/make-causes.ts; run it after a change of src/domain/cause.ts or src/domain/words. -->

Every failure of the gateway names one of these causes as \`code\`. A running gateway shows the same at \`/causes\`.

When you send a message to an AI, your device asks a gateway, and the gateway asks the AI service that has the model. Each answer
begins with a number. 502, "bad gateway", says only: the gateway asked on your behalf, and what came back was nothing, or made no
sense. Which of the things below it was, a bare 502 does not say; this gateway always does.

How long outages last is taken from 542 announced incidents of three providers, 2021 to 2024
([llm-service-analysis](https://github.com/atlarge-research/llm-service-analysis), ICPE 2025, arXiv 2501.12469).
`;

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join('\n');

const entry = (code: CauseCode): string => {
  const { family, who, status, again, proxyError } = traits[code];
  const { title, happened, did, caller, operator, usually, safe } = wordsOf(code);
  return `### ${code}

**${title}.** ${happened}

| family | who can mend it | status | does another try help? | Proxy-Status error |
|---|---|---|---|---|
| \`${family}\` | \`${who}\`: ${whoNames[who]} | ${status} | ${againNames[again]} | ${proxyError === null ? '–' : `\`${proxyError}\``} |

- **What the gateway did:** ${did}
- **How long it lasts:** ${usually}
- **Is my message lost?** ${safe.message}
- **Is my data safe?** ${safe.data}
- **Is my account at risk?** ${safe.account}

What the caller can do:

${list(caller)}

What the operator can do:

${list(operator)}
`;
};

const families = Object.entries(familyNames).map(([family, [name, text]]) => ({
  family,
  name,
  text,
  codes: causeCodes.filter((code) => traits[code].family === family),
}));

const overview = families
  .map(
    ({ family, name, codes }) =>
      `| \`${family}\` | ${name} | ${codes.map((code) => `[${code}](#${code})`).join(', ')} |`,
  )
  .join('\n');

/** The whole document. */
export const causesDocument = (): string =>
  [
    introduction,
    `| family | in words | causes |\n|---|---|---|\n${overview}\n`,
    ...families.map(({ name, text, codes }) => [`## ${name}\n\n${text}\n`, ...codes.map(entry)].join('\n')),
  ].join('\n');

if (import.meta.main) writeOrCheck(causesDocument(), { file, script: 'make-causes.ts' });
