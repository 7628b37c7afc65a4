/** The report as the contract gives it. */
import type { CheckReport } from '../check.ts';
import { type Place, positionOf } from '../place.ts';

const placed = (place: Place): { readonly file: string; readonly line: number; readonly column: number } => ({
  file: place.source.file,
  ...positionOf(place),
});

export const jsonOf = ({ findings, problems, notes, links, files }: CheckReport): object => ({
  findings: findings.map(({ rule, severity, system, place, message, failure, fix, related }) => ({
    rule,
    severity,
    system,
    ...placed(place),
    message,
    failure,
    fix,
    related: (related ?? []).map(placed),
  })),
  problems: problems.map(({ place, message }) => ({ ...placed(place), message })),
  notes,
  chain: links.map(({ root, system, hops }) => ({
    file: root,
    system,
    hops: hops.map(({ name, place, streams, clocks, largestRequest }) => ({
      name,
      ...placed(place),
      streams,
      clocksMs: Object.fromEntries(Object.entries(clocks).map(([clock, { value }]) => [clock, value])),
      largestRequestBytes: largestRequest?.value ?? null,
    })),
  })),
  files,
});
