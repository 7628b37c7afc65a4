/** The hops of several files, lined up as calls go: outermost first. */
import type { Hop } from './hop.ts';

/** One file of the command line with the ways it offers. */
export interface Link {
  readonly root: string;
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

/** Files without a hop, such as a disruption budget, are no link; files of one system that follow each other are one. */
export const linksOf = (roots: readonly string[], hops: readonly Hop[]): readonly Link[] => {
  const byRoot = Map.groupBy(hops, ({ root }) => root);
  const links: { readonly root: string; readonly system: string; hops: readonly Hop[] }[] = [];
  for (const root of roots) {
    const own = byRoot.get(root) ?? [];
    const [first] = own;
    const before = links.at(-1);
    if (first === undefined) continue;
    if (before?.system === first.system) before.hops = [...before.hops, ...own];
    else links.push({ root, system: first.system, hops: own });
  }
  return links.map((link) => ({ ...link, hops: ofInterest(link.hops) }));
};

/** Each way of a file beside each way of the next one. */
export const neighboursOf = (links: readonly Link[]): readonly Neighbours[] =>
  links
    .slice(1)
    .flatMap((link, at) => (links[at]?.hops ?? []).flatMap((outer) => link.hops.map((inner) => ({ outer, inner }))));

/** The ways of the file that comes after a hop's own. */
export const nextOf = (links: readonly Link[], { root }: Hop): readonly Hop[] => {
  const at = links.findIndex((link) => link.root === root);
  return at < 0 ? [] : (links[at + 1]?.hops ?? []);
};
