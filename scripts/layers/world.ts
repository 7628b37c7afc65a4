/** Finds uses of time, chance, environment and sockets under their global names. */
import { worldlyMembers, worldlyNames } from '../house-plan.ts';
import { isNode, nameOf, walk } from './syntax.ts';
import type { Placed, SyntaxNode } from './syntax.ts';

export interface Use {
  readonly name: string;
  readonly offset: number;
}

export const worldlyUsesOf = (program: SyntaxNode): readonly Use[] => {
  const found: Use[] = [];
  for (const placed of walk(program)) {
    const name = worldlyName(placed);
    if (name !== null) found.push({ name, offset: placed.node.start });
  }
  return found;
};

const worldlyName = (placed: Placed): string | null => {
  const { node } = placed;
  switch (node.type) {
    case 'Identifier':
      return isReference(placed) && worldlyNames.includes(String(node['name'])) ? String(node['name']) : null;
    case 'MemberExpression':
      return memberName(node);
    case 'NewExpression':
    case 'CallExpression':
      return isClockReading(node) ? 'new Date()' : null;
    case 'VariableDeclarator':
      return takenApart(node);
    default:
      return null;
  }
};

/** `Date.now`, or a worldly name reached through `globalThis`. */
const memberName = (node: SyntaxNode): string | null => {
  const [object, property] = [nameOf(node['object']), nameOf(node['property'])];
  if (object === null || property === null) return null;
  if (['globalThis', 'global'].includes(object) && worldlyNames.includes(property)) return property;
  return worldlyMembers.find((each) => each === `${object}.${property}`) ?? null;
};

/** `new Date()` and `Date()` read the clock; with an argument they do not. */
const isClockReading = (node: SyntaxNode): boolean => {
  const given = node['arguments'];
  const isBare = Array.isArray(given) && given.length === 0;
  return nameOf(node['callee']) === 'Date' && (node.type === 'CallExpression' || isBare);
};

/** `const { now } = Date`. */
const takenApart = (node: SyntaxNode): string | null => {
  const from = nameOf(node['init']);
  const pattern = node['id'];
  if (from === null || !isNode(pattern) || pattern.type !== 'ObjectPattern') return null;
  const properties = Array.isArray(pattern['properties']) ? pattern['properties'] : [];
  const taken = properties.filter(isNode).map((each) => `${from}.${nameOf(each['key'])}`);
  return worldlyMembers.find((each) => taken.includes(each)) ?? null;
};

/** Names of members, keys and types are no use of the global. */
const isReference = ({ parent, key }: Placed): boolean => {
  if (parent === null) return true;
  if (parent.type === 'TSTypeQuery' || parent.type === 'TSQualifiedName' || parent.type.endsWith('Specifier'))
    return false;
  const isNamePart = key === 'property' || key === 'key' || key === 'label';
  return !(isNamePart && parent['computed'] !== true);
};
