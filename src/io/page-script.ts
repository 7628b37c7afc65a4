/** The scripts of pages that need no build: TypeScript from `web`, without its types, made when it is first asked for. */
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../web');

const doctor = ['main', 'measure', 'arrivals', 'ask', 'consent', 'history', 'kept'];

/** By the name they are asked for. */
const files = new Map([
  ...doctor.map((name) => [`${name}.ts`, `doctor/${name}.ts`] as const),
  ['status.js', 'status/main.ts'],
]);

/** Node warns that this may change, on standard error, at each start; the Node we run on is pinned. */
const stripped = (source: string): string => {
  const before = Object.getOwnPropertyDescriptor(process, 'emitWarning') ?? {};
  Object.defineProperty(process, 'emitWarning', { ...before, value: () => {} });
  try {
    return stripTypeScriptTypes(source);
  } finally {
    Object.defineProperty(process, 'emitWarning', before);
  }
};

const made = new Map<string, string>();

export const pageScript = (name: string): string | null => {
  const file = files.get(name);
  if (file === undefined) return null;
  const known = made.get(name);
  if (known !== undefined) return known;
  const text = stripped(readFileSync(join(folder, file), 'utf8'));
  made.set(name, text);
  return text;
};
