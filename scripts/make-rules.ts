/** Writes docs/rules.md from the rules of `check`; `--check` only compares. */
import { ruleEntry } from '../src/advice/check/report/rule-page.ts';
import type { RuleAbout } from '../src/advice/check/rule.ts';
import { severities } from '../src/advice/check/rule.ts';
import { allRules } from '../src/advice/check/rules.ts';
import { writeOrCheck } from './generated.ts';

const file = new URL('../docs/rules.md', import.meta.url);

const introduction = `# Rules of check

<!-- Written by scripts/make-rules.ts; run it after a change of a rule in src/advice/check/rules. -->

\`good-gateway check FILE…\` reads config files and finds what causes gateway errors; \`check --rule ID\` prints one of these pages.
How to use it stands in the [README](../README.md#check-config-files).

- **error**: calls will fail.
- **warning**: calls will fail under load, on a rollout or on a bad day.
- **advice**: worth having.

What is meant to be so is told by a comment on the line or above it, with the reason: \`# check-ignore NGX-TMO-1: this route answers within 10 s\`.
`;

const names: Readonly<Record<string, string>> = {
  chain: 'Between two hops',
  nginx: 'nginx',
  haproxy: 'HAProxy',
  kubernetes: 'Kubernetes and ingress-nginx',
  envoy: 'Envoy',
  node: 'HTTP servers in JavaScript and TypeScript',
  'good-gateway': 'good-gateway.yaml',
};

/** No bar of a title ends a cell. */
const row = ({ id, severity, title }: RuleAbout): string =>
  `| [${id}](#${id.toLowerCase()}) | ${severity} | ${title.replaceAll('|', '\\|')} |`;

const rank = ({ severity }: RuleAbout): number => severities.indexOf(severity);

/** The whole document. */
export const rulesDocument = (): string => {
  const parts = Object.entries(names).map(([system, name]) => {
    const rules = allRules.filter((rule) => rule.system === system).toSorted((a, b) => rank(a) - rank(b));
    const overview = `| rule | severity | finds |\n|---|---|---|\n${rules.map(row).join('\n')}\n`;
    return [`## ${name}\n`, overview, ...rules.map(ruleEntry)].join('\n');
  });
  return [introduction, ...parts].join('\n');
};

if (import.meta.main) writeOrCheck(rulesDocument(), { file, script: 'make-rules.ts' });
