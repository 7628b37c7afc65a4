/** The report as the contract gives it. */
import type { CheckReport } from '../check.ts';
import type { Finding } from '../finding.ts';
import { type Place, positionOf } from '../place.ts';

const placed = (place: Place): { readonly file: string; readonly line: number; readonly column: number } => ({
  file: place.source.file,
  ...positionOf(place),
});

const shown = ({ rule, severity, system, place, message, failure, fix, related, edit }: Finding): object => ({
  rule,
  severity,
  system,
  ...placed(place),
  message,
  failure,
  fix,
  related: (related ?? []).map(placed),
  isFixable: edit !== undefined,
});

export const jsonOf = ({ findings, suppressed, problems, notes, links, files }: CheckReport): object => ({
  findings: findings.map(shown),
  suppressed: suppressed.map(({ finding, reason }) => ({ ...shown(finding), reason })),
  problems: problems.map(({ place, message }) => ({ ...placed(place), message })),
  notes,
  chain: links.map(({ root, system, hops }) => ({
    file: root,
    system,
    hops: hops.map(({ name, place, streams, clocks, largestRequest }) => ({
      name,
      ...placed(place),
      streams,
      // `null` stands for no limit: JSON knows no infinity.
      clocksMs: Object.fromEntries(Object.entries(clocks).map(([clock, { value }]) => [clock, value])),
      largestRequestBytes: largestRequest?.value ?? null,
    })),
  })),
  files,
});
