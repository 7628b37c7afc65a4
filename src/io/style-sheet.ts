/** The style sheet of all pages: the parts that `web/parts/style.css` names, put together once at start. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, '../../web/parts');

/** The same rules in fewer bytes: no comments, no indentation, no empty lines. */
const shorter = (css: string): string => css.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/^\s+|\s+$/gm, '');

export const styleSheet = (): string =>
  shorter(
    readFileSync(join(folder, 'style.css'), 'utf8').replaceAll(/@import '\.\/([a-z-]+\.css)';/g, (_, name: string) =>
      readFileSync(join(folder, name), 'utf8'),
    ),
  );
