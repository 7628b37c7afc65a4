/** Reads a stream of YAML documents, or one of JSON, into trees; what is broken in one leaves the others readable. */
import { isAlias, isMap, isScalar, isSeq, type Pair, parseDocument } from 'yaml';
import { wordsFor } from '../../../config/document.ts';
import type { Problem } from '../finding.ts';
import type { Place, Source } from '../place.ts';
import { positionOf } from '../place.ts';
import type { Entry, Tree } from './tree.ts';

export interface YamlStream {
  readonly documents: readonly Tree[];
  readonly problems: readonly Problem[];
}

/** One document is parsed in well under a second; definitions of custom resources stay below. */
const largestDocument = 1_000_000;
const mostDocuments = 5_000;
const deepest = 100;
const mostProblems = 10;

/** Where documents begin: `---` at the begin of a line ends one wherever it stands (YAML 1.2.2, section 9.1.2). */
const beginnings = (text: string): number[] => {
  const found = [0];
  for (const { index } of text.matchAll(/^---(?=\s|$)/gm)) if (index > 0) found.push(index);
  return found;
};

const hasContent = (text: string): boolean => /^(?![ \t\r]*(?:#|$)|%|---[ \t\r]*(?:#|$)|\.\.\.[ \t\r]*$)/m.test(text);

/** A chart's source is no YAML before it is rendered. */
const isTemplate = (text: string): boolean => /\{\{-?\s*[.$\w"(/]/.test(text);

const unrendered =
  'expected YAML; this is a chart’s template: render it first, `helm template … | good-gateway check -`';

type Node = unknown;

class Reading {
  readonly problems: Problem[] = [];
  readonly #source: Source;
  readonly #begin: number;
  /** Trees by anchor: an alias shares its tree, so a file of aliases of aliases stays as small as it is written. */
  readonly #anchors = new Map<string, Tree>();

  constructor(source: Source, begin: number) {
    this.#source = source;
    this.#begin = begin;
  }

  read(text: string): Tree | null {
    const document = parseDocument(text, {
      prettyErrors: false,
      uniqueKeys: false,
      schema: 'core',
      logLevel: 'silent',
    });
    for (const { code, pos } of document.errors) this.#complain(this.#place(pos[0], pos[1]), wordsFor(code));
    if (this.problems.length > 0) return null;
    const tree = this.#tree(document.contents, this.#place(0, 0), 0);
    return this.problems.some(({ message }) => message === unrendered) ? null : tree;
  }

  #complain(place: Place, message: string): void {
    const { line } = positionOf(place);
    if (this.problems.every((one) => positionOf(one.place).line !== line)) this.problems.push({ place, message });
  }

  #place(start: number, end: number): Place {
    // The library's errors may reach one beyond the end.
    const within = (offset: number): number => Math.min(this.#begin + offset, this.#source.text.length);
    return { source: this.#source, start: within(start), end: within(end) };
  }

  /** Of the node itself: what it lacks has the place of what it stands in. */
  #placeOf(node: Node, around: Place): Place {
    const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : null;
    return range ? this.#place(range[0], range[1]) : around;
  }

  #tree(node: Node, around: Place, depth: number): Tree {
    const place = this.#placeOf(node, around);
    const nothing: Tree = { kind: 'scalar', place, value: null };
    if (depth > deepest) {
      this.#complain(place, `expected at most ${deepest} levels inside each other`);
      return nothing;
    }
    if (isAlias(node)) {
      const target = this.#anchors.get(node.source);
      if (target === undefined) this.#complain(place, 'expected an alias of an anchor that stands before it');
      return target ?? nothing;
    }
    const tree = this.#plain(node, place, depth);
    if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor) this.#anchors.set(node.anchor, tree);
    return tree;
  }

  #plain(node: Node, place: Place, depth: number): Tree {
    if (isMap(node)) return { kind: 'map', place, entries: this.#entries(node.items, place, depth) };
    if (isSeq(node))
      return { kind: 'list', place, items: node.items.map((item) => this.#tree(item, place, depth + 1)) };
    const value = isScalar(node) ? node.value : null;
    const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', place, value: isPlain ? value : null };
  }

  #entries(pairs: readonly Pair[], around: Place, depth: number): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    const merged: Tree[] = [];
    for (const { key, value } of pairs) {
      const name = isScalar(key) ? String(key.value) : '';
      const keyPlace = this.#placeOf(key, around);
      // `{{ .Values.name }}` is YAML all the same: a mapping whose key is a mapping.
      if (isMap(key)) this.#complain(keyPlace, unrendered);
      const tree = this.#tree(value, keyPlace, depth + 1);
      const first = entries.get(name);
      const place = {
        ...keyPlace,
        end: tree.kind === 'scalar' ? Math.max(keyPlace.end, tree.place.end) : keyPlace.end,
      };
      if (name === '<<') merged.push(...(tree.kind === 'list' ? tree.items : [tree]));
      else if (first === undefined) entries.set(name, { place, value: tree });
      else this.#complain(keyPlace, `expected each key once; it is already on line ${positionOf(first.place).line}`);
    }
    for (const tree of merged) {
      if (tree.kind !== 'map') continue;
      for (const [name, entry] of tree.entries) if (!entries.has(name)) entries.set(name, entry);
    }
    return entries;
  }
}

/** `isWanted` sees a document's text before it is parsed: what nobody asks about costs nothing. */
export const readStream = (source: Source, isWanted: (document: string) => boolean = () => true): YamlStream => {
  const documents: Tree[] = [];
  const problems: Problem[] = [];
  const starts = beginnings(source.text);
  for (const [index, start] of starts.entries()) {
    const text = source.text.slice(start, starts[index + 1]);
    if (!hasContent(text) || !isWanted(text)) continue;
    const place = { source, start, end: start };
    if (index >= mostDocuments) {
      problems.push({ place, message: `expected at most ${mostDocuments} documents; the rest is not read` });
      break;
    }
    if (text.length > largestDocument) {
      const message = `expected documents of at most ${largestDocument} characters; this one is not read`;
      problems.push({ place, message });
      continue;
    }
    const reading = new Reading(source, start);
    const tree = reading.read(text);
    if (tree !== null) documents.push(tree);
    const [first] = reading.problems;
    if (tree === null && first !== undefined && isTemplate(text)) problems.push({ ...first, message: unrendered });
    else problems.push(...reading.problems);
  }
  return { documents, problems: problems.slice(0, mostProblems) };
};
