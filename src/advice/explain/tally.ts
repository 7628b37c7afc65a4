/** Gathers sightings by cause, in memory that does not grow with what is read. */
import { familyOf, whoOf } from './belief.ts';
import type { Case, Finding, Report, Source } from './finding.ts';
import { findingOf, totalsOf } from './finding.ts';
import { OverTime } from './over-time.ts';
import { printable } from './redact.ts';
import type { Sighting, WeighedClue } from './sighting.ts';

const hostsKept = 500;
const hostsShown = 5;
const sourceLength = 400;
const partsShown = 24;
const cluesShown = 6;

export interface Place {
  readonly file: string | null;
  readonly line: number;
  /** Asked for once only: for the first line of a cause. */
  readonly text: () => string;
}

interface Gathered {
  lead: Sighting;
  place: Source;
  clues: readonly WeighedClue[];
  against: number;
  count: number;
  readonly hosts: Map<string, number>;
  readonly time: OverTime;
}

const weightOf = (clues: readonly WeighedClue[]): number =>
  1 - clues.reduce((doubt, { weight }) => doubt * (1 - weight), 1);

const sourceOf = (sighting: Sighting, { file, line, text }: Place): Source => ({
  system: sighting.system,
  line,
  text: printable(text().slice(0, sourceLength * 20), sourceLength),
  ...(file === null ? {} : { file }),
});

const caseOf = ({ lead, place, clues, against, count, hosts, time }: Gathered): Case => ({
  lead,
  clues: clues.slice(0, cluesShown),
  against,
  source: place,
  count,
  firstMs: time.firstMs,
  lastMs: time.lastMs,
  hosts: [...hosts]
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, hostsShown)
    .map(([name, times]) => [printable(name, 120), times] as const),
  overTime: time.parts(partsShown),
});

/** The caller's own faults come last in a log: they are many, and seldom what one looks for. */
const rank = (a: Finding, b: Finding): number =>
  Number(a.family === 'client') - Number(b.family === 'client') || b.count - a.count || b.confidence - a.confidence;

/** `http://10.0.0.5:8080` of `http://10.0.0.5:8080/v1/chat?x=1`. */
const placeOf = (host: string): string => {
  const scheme = host.indexOf('://');
  const end = scheme < 0 ? -1 : host.indexOf('/', scheme + 3);
  return (end < 0 ? host : host.slice(0, end)).slice(0, 200);
};

export class Tally {
  readonly #cases = new Map<string, Gathered>();

  /** `against`: how far other causes in the same text contradict it. */
  add(sighting: Sighting, place: Place, against = 0): void {
    const key = `${sighting.code} ${familyOf(sighting)} ${whoOf(sighting)}`;
    const known = this.#cases.get(key);
    const gathered = known ?? this.#open(key, sighting, place);
    gathered.count += 1;
    gathered.against = Math.max(gathered.against, against);
    if (known !== undefined && weightOf(sighting.clues) > weightOf(known.clues)) {
      known.lead = sighting;
      known.clues = sighting.clues;
    }
    if (sighting.atMs !== null) gathered.time.add(sighting.atMs);
    if (sighting.host !== null) this.#countHost(gathered.hosts, sighting.host);
  }

  #open(key: string, sighting: Sighting, place: Place): Gathered {
    const gathered: Gathered = {
      lead: sighting,
      place: sourceOf(sighting, place),
      clues: sighting.clues,
      against: 0,
      count: 0,
      hosts: new Map(),
      time: new OverTime(),
    };
    this.#cases.set(key, gathered);
    return gathered;
  }

  #countHost(hosts: Map<string, number>, host: string): void {
    const name = placeOf(host);
    const known = hosts.get(name);
    if (known !== undefined) hosts.set(name, known + 1);
    // A copy, since a piece of a line would keep the whole line in memory.
    else if (hosts.size < hostsKept) hosts.set(Buffer.from(name).toString(), 1);
  }

  report(): Report {
    const findings = [...this.#cases.values()].map((gathered) => findingOf(caseOf(gathered))).toSorted(rank);
    return { findings, totals: totalsOf(findings) };
  }
}
