/** Lists whose entries come in pieces: entries with the same `index` are one. */
import { isObject } from '../reading.ts';
import type { Growing } from './assembler.ts';
import { grow, told } from './assembler.ts';

/** Text that comes piece by piece; all else of an entry is said once, and by some servers again and again. */
const growing = new Set(['arguments', 'input', 'text', 'summary', 'data', 'content', 'transcript']);

const merge = (into: Growing, piece: Readonly<Record<string, unknown>>): Growing => {
  for (const [name, value] of Object.entries(piece)) {
    const before = into[name];
    if (isObject(value)) into[name] = merge(isObject(before) ? before : {}, value);
    else if (growing.has(name)) grow(into, name, value);
    else if (value !== '' || before === undefined) told(into, name, value);
  }
  return into;
};

export const mergeParts = (before: readonly unknown[], pieces: readonly unknown[]): readonly unknown[] => {
  const parts = [...before];
  for (const piece of pieces) {
    if (!isObject(piece)) {
      parts.push(piece);
      continue;
    }
    const same = parts.find((part) => isObject(part) && part['index'] === piece['index'] && isSameKind(part, piece));
    if (same !== undefined && (piece['index'] !== undefined || before.length === 1)) merge(same as Growing, piece);
    else parts.push(merge({}, piece));
  }
  return parts;
};

/** Pieces after the first may leave their type out. */
const isSameKind = (part: Readonly<Record<string, unknown>>, piece: Readonly<Record<string, unknown>>): boolean =>
  part['type'] === undefined || piece['type'] === undefined || part['type'] === piece['type'];
