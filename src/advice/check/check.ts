/** Checks files: each is read by its system, then the hops are lined up and compared. */
import type { Hop } from './hop.ts';
import {
  inOrder,
  type Link,
  linksOf,
  mostCompared,
  type Neighbours,
  neighboursOf,
  nextOf,
  withBeats,
} from './chain.ts';
import type { Finding, Problem } from './finding.ts';
import type { Source } from './place.ts';
import { findingsOf, severities } from './rule.ts';
import { allRules, chainRules, hopRules } from './rules.ts';
import { sift, type Suppressed } from './suppress.ts';
import type { Context, Reading, System } from './system.ts';
import { isBlank, stranger } from './stranger.ts';
import { systems } from './systems.ts';

export interface CheckReport {
  readonly findings: readonly Finding[];
  /** Those that are wanted so, with the reason that stands beside them. */
  readonly suppressed: readonly Suppressed[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  readonly links: readonly Link[];
  /** How many were read, includes as well. */
  readonly files: number;
}

const systemOf = (source: Source): System | null => {
  let best: System | null = null;
  let surest = 0.3;
  for (const system of systems) {
    const sure = system.recognise(source);
    if (sure > surest) [best, surest] = [system, sure];
  }
  return best;
};

const unknown = (source: Source): Problem => ({
  place: { source, start: 0, end: 0 },
  message: stranger(source),
});

const guessing = new Set(allRules.filter((rule) => rule.assumesNeighbour === true).map(({ id }) => id));

const rank = ({ severity }: Finding): number => severities.indexOf(severity);

/** By file in the order of the command line, then by line, the worse first. */
const listed = (findings: readonly Finding[], files: readonly string[]): Finding[] => {
  const order = new Map(files.map((file, at) => [file, at]));
  const at = ({ place }: Finding): number => order.get(place.source.file) ?? files.length;
  return findings.toSorted((a, b) => at(a) - at(b) || a.place.start - b.place.start || rank(a) - rank(b));
};

/** What two routes or two neighbours lack and one change mends is told once, for the first of them. */
const distinct = (findings: readonly Finding[]): Finding[] => [
  ...new Map(
    findings.toReversed().map((one) => [`${one.rule} ${one.place.source.file}:${one.place.start} ${one.fix}`, one]),
  ).values(),
];

/** A rule that takes a common clock for the hop in front says nothing where that clock is known. */
const unanswered = (findings: readonly Finding[], pairs: readonly Neighbours[]): readonly Finding[] => {
  const known = new Set(pairs.flatMap(({ outer, inner }) => (outer.clocks.keepToNext ? [inner.root] : [])));
  return findings.filter(({ rule, place }) => !guessing.has(rule) || !known.has(place.source.file));
};

const crowded = (links: readonly Link[]): readonly string[] =>
  links.length < 2
    ? []
    : links
        .filter(({ hops }) => hops.length > mostCompared)
        .map(
          ({ root, hops }) =>
            `${root}: of its ${hops.length} ways the first ${mostCompared} were compared with their neighbours`,
        );

/** Without a way of streams half of the rules have nothing to say. */
const streamless = (hops: readonly Hop[]): readonly string[] =>
  hops.length === 0 || hops.some(({ streams, system }) => streams !== null || system === 'node')
    ? []
    : ['no way here is known as one of streams; say which are with --streaming PATTERN, a part of their paths'];

/** What was taken to be otherwise than it was said. */
const turned = (named: readonly Link[], links: readonly Link[]): readonly string[] => {
  if (named.every((link, at) => link === links[at])) return [];
  const way = links.map(({ root }) => root);
  return [`taken in the order of their addresses, ${way.join(' → ')}; another one is said by --chain FILE,FILE`];
};

const readAll = async (
  sources: readonly Source[],
  context: Context,
): Promise<Pick<CheckReport, 'problems' | 'notes'> & { readonly readings: readonly Reading[] }> => {
  const bySystem = Map.groupBy(sources, systemOf);
  const readings: Reading[] = [];
  for (const [system, files] of bySystem) if (system !== null) readings.push(await system.read(files, context));
  const { blank = [], strange = [] } = Object.groupBy(bySystem.get(null) ?? [], (source) =>
    isBlank(source) ? 'blank' : 'strange',
  );
  return {
    readings,
    problems: strange.map(unknown),
    notes: blank.map(({ file }) => `${file}: there is nothing in it, or nothing but comments`),
  };
};

/** `chain`: files in the order of a call's way, where it is said; `null`: the order they were named in. */
export const checkSources = async (
  sources: readonly Source[],
  context: Context,
  chain: readonly string[] | null = null,
): Promise<CheckReport> => {
  const { readings, problems, notes: empty } = await readAll(sources, context);
  const hops = readings.flatMap((one) => one.hops);
  const roots = sources.map(({ file }) => file);
  const named = linksOf(chain === null ? { kind: 'listed', files: roots } : { kind: 'said', files: chain }, hops);
  const links = chain === null ? inOrder(named) : named;
  const beating = withBeats(links);
  const pairs = neighboursOf(beating);
  const between = pairs.flatMap((pair) => findingsOf(chainRules, pair));
  const stands = hops.map((hop) => ({ hop, next: nextOf(beating, hop) }));
  const alone = stands.flatMap((stand) =>
    findingsOf(
      hopRules.filter(({ system }) => system === stand.hop.system),
      stand,
    ),
  );
  const own = unanswered(
    readings.flatMap(({ findings }) => findings),
    pairs,
  );
  const all = [...own, ...alone, ...between];
  const read = new Set([...roots, ...readings.flatMap((one) => one.sources.map(({ file }) => file))]);
  const { findings, suppressed, notes } = sift(
    listed(distinct(all), [...read]),
    readings.flatMap((one) => one.sources),
  );
  return {
    findings,
    suppressed,
    problems: [...problems, ...readings.flatMap((one) => one.problems)],
    notes: [
      ...empty,
      ...readings.flatMap((one) => one.notes),
      ...streamless(hops),
      ...turned(named, links),
      ...crowded(links),
      ...notes,
    ],
    links,
    files: read.size,
  };
};
