/** Documents that are made from the code: written, or checked to be what they would be now. */
import { readFileSync, writeFileSync } from 'node:fs';

const stored = (file: URL): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** `script`: what makes it; with `--check` nothing is written and a stale document ends the process with 1. */
export const writeOrCheck = (
  wanted: string,
  { file, script }: { readonly file: URL; readonly script: string },
): void => {
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
  else if (stored(file) !== wanted) {
    console.error(`${file.pathname.split('/').slice(-2).join('/')} is stale: run bin/node scripts/${script}`);
    process.exitCode = 1;
  }
};
