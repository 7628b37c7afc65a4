/** Reads one source file into a syntax tree and walks it, with the parent of every node and lines for positions. */
import { parseSync, visitorKeys } from 'oxc-parser';

export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A node and the place it has in its parent. */
export interface Placed {
  readonly node: SyntaxNode;
  readonly parent: SyntaxNode | null;
  readonly key: string;
}

export type Parsed =
  | { readonly kind: 'parsed'; readonly program: SyntaxNode; readonly lineAt: (offset: number) => number }
  | { readonly kind: 'broken'; readonly message: string };

export const parseSource = (file: string, text: string): Parsed => {
  const result = parseSync(file, text, { preserveParens: false });
  const [first] = result.errors;
  if (first !== undefined) return { kind: 'broken', message: first.message };
  if (!isNode(result.program)) return { kind: 'broken', message: 'the parser gave no program' };
  return { kind: 'parsed', program: result.program, lineAt: lineFinder(text) };
};

/** Every node below and including this one, parents first. */
export function* walk(node: SyntaxNode, parent: SyntaxNode | null = null, key = ''): Generator<Placed> {
  yield { node, parent, key };
  for (const childKey of visitorKeys[node.type] ?? []) {
    const child = node[childKey];
    for (const each of Array.isArray(child) ? child : [child]) {
      if (isNode(each)) yield* walk(each, node, childKey);
    }
  }
}

export const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** The text of a name or a string literal, else null. */
export const nameOf = (value: unknown): string | null => {
  if (!isNode(value)) return null;
  const text = value.type === 'Identifier' || value.type === 'PrivateIdentifier' ? value['name'] : value['value'];
  return typeof text === 'string' ? text : null;
};

const lineFinder = (text: string): ((offset: number) => number) => {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let line = starts.findIndex((start) => start > offset);
    if (line === -1) line = starts.length;
    return line;
  };
};
