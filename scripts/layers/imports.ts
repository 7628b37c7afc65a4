/** Finds what a source file imports: statements, re-exports, import() and import types. */
import { isNode, nameOf, walk } from './syntax.ts';
import type { SyntaxNode } from './syntax.ts';

export interface Import {
  /** As written; null for an import() of something computed. */
  readonly specifier: string | null;
  readonly offset: number;
  /** What is taken from it, where all of it is named. */
  readonly names: readonly string[] | null;
  /** Erased before running, so it cannot be part of a cycle. */
  readonly isType: boolean;
}

export const importsOf = (program: SyntaxNode): readonly Import[] => {
  const found: Import[] = [];
  for (const { node } of walk(program)) {
    const source = sourceOf(node);
    if (source === undefined) continue;
    found.push({ specifier: literalOf(source), offset: node.start, names: namesIn(node), isType: isErased(node) });
  }
  return found;
};

/** The node that names the module; undefined where this one imports nothing. */
const sourceOf = (node: SyntaxNode): unknown => {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node['source'];
    case 'ExportNamedDeclaration':
      return node['source'] ?? undefined;
    default:
      return undefined;
  }
};

const literalOf = (source: unknown): string | null =>
  isNode(source) && source.type === 'Literal' && typeof source['value'] === 'string' ? source['value'] : null;

const namesIn = (node: SyntaxNode): readonly string[] | null => {
  const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'] : [];
  const names = specifiers.map((each) => (isNode(each) ? nameOf(each['imported']) : null));
  const known = names.filter((name) => name !== null);
  return known.length > 0 && known.length === names.length ? known : null;
};

const isErased = (node: SyntaxNode): boolean =>
  node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type';
