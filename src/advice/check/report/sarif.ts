/** The report as SARIF 2.1.0 (OASIS), as code hosts and editors read it. */
import type { CheckReport } from '../check.ts';
import type { Finding } from '../finding.ts';
import { type Place, positionOf } from '../place.ts';
import { allRules } from '../rules.ts';
import type { RuleAbout, Severity } from '../rule.ts';

const levels = { error: 'error', warning: 'warning', advice: 'note' } as const satisfies Record<Severity, string>;

/** A relative path stays one: the host knows what it is relative to. */
const uriOf = (file: string): string => (file.startsWith('/') ? `file://${encodeURI(file)}` : encodeURI(file));

const locationOf = (place: Place): object => {
  const { line, column } = positionOf(place);
  const end = positionOf({ ...place, start: Math.max(place.start, place.end) });
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(place.source.file) },
      region: { startLine: line, startColumn: column, endLine: end.line, endColumn: end.column },
    },
  };
};

const fixesOf = ({ edit, fix }: Finding): object => {
  if (edit === undefined) return {};
  const { line, column } = positionOf(edit.place);
  const end = positionOf({ ...edit.place, start: edit.place.end });
  const deletedRegion = { startLine: line, startColumn: column, endLine: end.line, endColumn: end.column };
  const artifactLocation = { uri: uriOf(edit.place.source.file) };
  const replacements = [{ deletedRegion, insertedContent: { text: edit.text } }];
  return { fixes: [{ description: { text: fix }, artifactChanges: [{ artifactLocation, replacements }] }] };
};

const resultOf = (finding: Finding): object => {
  const { rule, severity, place, message, failure, fix, related } = finding;
  return {
    ruleId: rule,
    ruleIndex: allRules.findIndex(({ id }) => id === rule),
    level: levels[severity],
    message: { text: `${message}. ${failure} Fix: ${fix}` },
    locations: [locationOf(place)],
    ...(related === undefined ? {} : { relatedLocations: related.map(locationOf) }),
    ...fixesOf(finding),
  };
};

const ruleOf = ({ id, title, when, failure, before, after, severity }: RuleAbout): object => ({
  id,
  shortDescription: { text: title },
  fullDescription: { text: `${when} ${failure}` },
  help: { text: `Before:\n${before}\nAfter:\n${after}` },
  defaultConfiguration: { level: levels[severity] },
});

export const sarifOf = ({ findings, suppressed, problems }: CheckReport): object => ({
  version: '2.1.0',
  $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  runs: [
    {
      tool: { driver: { name: 'good-gateway', rules: allRules.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      invocations: [
        {
          executionSuccessful: problems.length === 0,
          toolExecutionNotifications: problems.map(({ place, message }) => ({
            level: 'error',
            message: { text: message },
            locations: [locationOf(place)],
          })),
        },
      ],
      results: [
        ...findings.map(resultOf),
        ...suppressed.map(({ finding, reason }) => ({
          ...resultOf(finding),
          suppressions: [{ kind: 'inSource', justification: reason }],
        })),
      ],
    },
  ],
});
