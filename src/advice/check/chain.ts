/** The hops of several files, lined up as calls go: outermost first. */
import type { Hop, Setting } from './hop.ts';

/** One file of the command line with the ways it offers. */
export interface Link {
  readonly root: string;
  /** Of all files that make it up. */
  readonly roots: readonly string[];
  readonly system: string;
  readonly hops: readonly Hop[];
}

export interface Neighbours {
  readonly outer: Hop;
  readonly inner: Hop;
}

/** Ways of streams where a file has any, since they are what calls of models take; all of them otherwise. */
const ofInterest = (hops: readonly Hop[]): readonly Hop[] => {
  const streaming = hops.filter(({ streams }) => streams !== null);
  return streaming.length > 0 ? streaming : hops;
};

/** The way of a call as it is said (`--chain`), or as the order of the files has it. */
export interface Way {
  readonly kind: 'said' | 'listed';
  readonly files: readonly string[];
}

/** Files without a hop, such as a disruption budget, are no link. Listed parts of one configuration are one. */
export const linksOf = ({ kind, files }: Way, hops: readonly Hop[]): readonly Link[] => {
  const byRoot = Map.groupBy(hops, ({ root }) => root);
  const links: { root: string; roots: string[]; system: string; hops: Hop[] }[] = [];
  for (const root of files) {
    const own = byRoot.get(root) ?? [];
    const [first] = own;
    const before = links.at(-1);
    if (first === undefined) continue;
    if (kind === 'said' || before?.system !== first.system || first.isWhole === true)
      links.push({ root, roots: [root], system: first.system, hops: [...own] });
    else {
      before.roots.push(root);
      before.hops.push(...own);
    }
  }
  return links.map((link) => ({ ...link, hops: ofInterest(link.hops) }));
};

const leadsInto = (from: Link, to: Link): boolean =>
  to.hops.some(
    ({ port }) =>
      port !== undefined && from.hops.some(({ leadsTo }) => leadsTo?.some((address) => address.endsWith(`:${port}`))),
  );

/**
 * Files come in the order of the alphabet where a pattern of the shell named them. Who leads to the port at which the link before it
 * takes calls comes before that one.
 */
export const inOrder = (links: readonly Link[]): readonly Link[] => {
  const ordered = [...links];
  for (const link of links) {
    const at = ordered.indexOf(link);
    const target = ordered.findIndex((one, index) => index < at && leadsInto(link, one));
    if (target >= 0) ordered.splice(target, 0, ...ordered.splice(at, 1));
  }
  return ordered;
};

/** More ways than these side by side are a fleet, not a way: they differ in names, hardly in clocks. */
export const mostCompared = 100;

/**
 * Whoever passes streams on passes their heartbeats on: a hop is never silent for longer than the one behind it, where all of
 * those beat.
 */
export const withBeats = (links: readonly Link[]): readonly Link[] => {
  const passed: Link[] = [];
  let beat: Setting<number> | undefined;
  for (const link of links.toReversed()) {
    const behind = beat;
    const hops = link.hops.map((hop) =>
      behind === undefined || hop.clocks.beat !== undefined ? hop : { ...hop, clocks: { ...hop.clocks, beat: behind } },
    );
    const beats = hops.map(({ clocks }) => clocks.beat);
    const slowest = beats.reduce((a, b) => (a !== undefined && b !== undefined && b.value > a.value ? b : a), beats[0]);
    beat = beats.includes(undefined) ? undefined : slowest;
    passed.unshift({ ...link, hops });
  }
  return passed;
};

/** Each way of a file beside each way of the next one. */
export const neighboursOf = (links: readonly Link[]): readonly Neighbours[] =>
  links
    .slice(1)
    .flatMap((link, at) =>
      (links[at]?.hops ?? [])
        .slice(0, mostCompared)
        .flatMap((outer) => link.hops.slice(0, mostCompared).map((inner) => ({ outer, inner }))),
    );

/** The ways of the file that comes after a hop's own. */
export const nextOf = (links: readonly Link[], { root }: Hop): readonly Hop[] => {
  const at = links.findIndex((link) => link.roots.includes(root));
  return at < 0 ? [] : (links[at + 1]?.hops ?? []);
};
