/** Walks a parsed YAML document into plain values, and remembers where in the file each came from. */
import { isAlias, isMap, isScalar, isSeq, type LineCounter } from 'yaml';
import type { KeyPath } from './problem.ts';
import { type Environment, substitute } from './substitute.ts';

/** Line and column, from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a key and its value stand, and which names of the environment the value was made with. */
export interface Place {
  readonly key: Position;
  readonly value: Position;
  readonly names: readonly string[];
}

export interface Misplaced {
  readonly path: KeyPath;
  readonly position: Position;
  readonly message: string;
}

export interface Walked {
  readonly value: unknown;
  /** By `pathId`. */
  readonly places: ReadonlyMap<string, Place>;
  readonly errors: readonly Misplaced[];
}

export const pathId = (path: KeyPath): string => JSON.stringify(path);

export const deepest = 40;
/** Aliases count each time they are used, so a small file cannot grow into a huge value. */
const mostValues = 20_000;

interface Walk {
  readonly lines: LineCounter;
  readonly env: Environment;
  readonly places: Map<string, Place>;
  readonly errors: Misplaced[];
  /** Nodes by anchor, as far as the walk has come. */
  readonly anchors: Map<string, unknown>;
  valuesLeft: number;
  stopped: boolean;
}

interface Spot {
  readonly path: KeyPath;
  readonly key: Position;
}

export const positionAt = (lines: LineCounter, offset: number): Position => {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
};

const positionOf = (walk: Walk, node: unknown): Position | null => {
  const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : null;
  return range ? positionAt(walk.lines, range[0]) : null;
};

const readText = (walk: Walk, text: string, path: KeyPath): string | undefined => {
  const filled = substitute(text, walk.env);
  const place = walk.places.get(pathId(path));
  if (place === undefined) return undefined;
  if (filled.kind === 'text') {
    walk.places.set(pathId(path), { ...place, names: filled.names });
    return filled.text;
  }
  walk.errors.push({ path, position: place.value, message: filled.message });
  return undefined;
};

/** `__proto__` is no name: assigning to it would change the object instead of filling it. */
const keyOf = (node: unknown): string | null => {
  const key = isScalar(node) ? node.value : node;
  const isName = typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean';
  return isName && key !== '__proto__' ? String(key) : null;
};

const readPairs = (walk: Walk, pairs: readonly { key: unknown; value: unknown }[], { path, key }: Spot): object => {
  const found: Record<string, unknown> = {};
  const seenAt = new Map<string, number>();
  for (const pair of pairs) {
    const position = positionOf(walk, pair.key) ?? key;
    const name = keyOf(pair.key);
    if (name === null) {
      walk.errors.push({ path, position, message: 'expected a name as key' });
      continue;
    }
    const inner = { path: [...path, name], key: position };
    const first = seenAt.get(name);
    if (first === undefined) {
      seenAt.set(name, position.line);
      found[name] = readNode(walk, pair.value, inner);
    } else {
      const message = `expected each key once; it is already on line ${first}`;
      walk.errors.push({ path: inner.path, position, message });
    }
  }
  return found;
};

/** Says so once when the value is too much to go on with. */
const isTooMuch = (walk: Walk, path: KeyPath, position: Position): boolean => {
  walk.valuesLeft -= 1;
  const tooDeep = path.length > deepest;
  if (walk.stopped || (!tooDeep && walk.valuesLeft >= 0)) return walk.stopped;
  const most = tooDeep ? `${deepest} levels inside each other` : `${mostValues} values`;
  walk.errors.push({ path: [], position, message: `expected at most ${most}, aliases followed` });
  walk.stopped = true;
  return true;
};

/** The library's own look-up goes through the whole document for each alias. */
const followAlias = (walk: Walk, given: unknown): unknown => {
  if (isAlias(given)) return walk.anchors.get(given.source);
  if ((isScalar(given) || isMap(given) || isSeq(given)) && given.anchor) walk.anchors.set(given.anchor, given);
  return given;
};

/** `undefined` stands for a value that already has its error. */
const readNode = (walk: Walk, given: unknown, { path, key }: Spot): unknown => {
  const value = positionOf(walk, given) ?? key;
  if (isTooMuch(walk, path, value)) return undefined;
  walk.places.set(pathId(path), { key, value, names: [] });
  const node = followAlias(walk, given);
  if (isMap(node)) return readPairs(walk, node.items, { path, key });
  if (isSeq(node)) return node.items.map((item, index) => readNode(walk, item, { path: [...path, index], key: value }));
  if (isScalar(node)) return typeof node.value === 'string' ? readText(walk, node.value, path) : node.value;
  if (node === null) return null;
  walk.errors.push({ path, position: value, message: 'expected an alias of an anchor that stands before it' });
  return undefined;
};

export const walkDocument = (contents: unknown, lines: LineCounter, env: Environment): Walked => {
  const [places, errors, anchors] = [new Map<string, Place>(), [] as Misplaced[], new Map<string, unknown>()];
  const walk: Walk = { lines, env, places, errors, anchors, valuesLeft: mostValues, stopped: false };
  return { value: readNode(walk, contents, { path: [], key: { line: 1, column: 1 } }), places, errors };
};
