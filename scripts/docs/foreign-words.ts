/** Finds words that belong to one machine or one moment and not into the project: its folders and its package registries. */

/** A name of a folder that only some machine has, or a registry's host. Tests make their folders with `mkdtemp`. */
const foreign: readonly RegExp[] = [
  /(?<![\w.:/-])\/(?:work|tmp|root|home|Users)\/[\w.-]+/g,
  /(?<![\w.])\.\.\/shared\//g,
  /\bregistry\.(?:npmjs|yarnpkg|npmmirror)\.\w+/g,
  /\bnpm\.pkg\.github\.com\b/g,
  /\b(?:pypi\.org|files\.pythonhosted\.org|index\.crates\.io|proxy\.golang\.org|deb\.debian\.org)\b/g,
];

/** One line each: `file:line says`. */
export const foreignWordsIn = (file: string, text: string): readonly string[] =>
  text
    .split('\n')
    .flatMap((line, index) =>
      foreign
        .flatMap((pattern) => [...line.matchAll(pattern)])
        .map(([word]) => `${file}:${index + 1} says ${word}, which means nothing elsewhere`),
    );
