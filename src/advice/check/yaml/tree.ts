/** A document of YAML or JSON as a tree whose every key and value knows its place. */
import type { Place } from '../place.ts';

export interface Entry {
  /** Where the key stands. */
  readonly place: Place;
  readonly value: Tree;
}

export type Tree =
  | { readonly kind: 'map'; readonly place: Place; readonly entries: ReadonlyMap<string, Entry> }
  | { readonly kind: 'list'; readonly place: Place; readonly items: readonly Tree[] }
  | { readonly kind: 'scalar'; readonly place: Place; readonly value: string | number | boolean | null };

export type Steps = readonly (string | number)[];

/** The entry of a mapping under the last of the steps, which is a key. */
export const entryAt = (tree: Tree | undefined, ...steps: Steps): Entry | undefined => {
  const last = steps.at(-1);
  const parent = treeAt(tree, ...steps.slice(0, -1));
  return parent?.kind === 'map' && typeof last === 'string' ? parent.entries.get(last) : undefined;
};

export const treeAt = (tree: Tree | undefined, ...steps: Steps): Tree | undefined => {
  let found = tree;
  for (const step of steps) {
    if (found?.kind === 'map') found = found.entries.get(String(step))?.value;
    else if (found?.kind === 'list' && typeof step === 'number') found = found.items[step];
    else return undefined;
  }
  return found;
};

const scalarAt = (tree: Tree | undefined, steps: Steps): string | number | boolean | null => {
  const found = treeAt(tree, ...steps);
  return found?.kind === 'scalar' ? found.value : null;
};

/** A number or a boolean as it would be written; `null` for what is no scalar, or empty. */
export const textAt = (tree: Tree | undefined, ...steps: Steps): string | null => {
  const value = scalarAt(tree, steps);
  return value === null ? null : String(value);
};

/** Also one that stands in quotes. */
export const numberAt = (tree: Tree | undefined, ...steps: Steps): number | null => {
  const value = scalarAt(tree, steps);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,6})?$/.test(value) ? Number(value) : null;
};
export const itemsAt = (tree: Tree | undefined, ...steps: Steps): readonly Tree[] => {
  const found = treeAt(tree, ...steps);
  return found?.kind === 'list' ? found.items : [];
};
