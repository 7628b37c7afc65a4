/** Puts the files that are included where the include stands. It opens nothing but what `open` gives. */
import type { Problem } from '../finding.ts';
import type { Source } from '../place.ts';
import type { Context } from '../system.ts';
import { type Directive, readTree } from './tree.ts';

/** nginx itself has no bound but a loop's end; people nest two or three. */
const deepest = 20;
const mostFiles = 2_000;
const mostProblems = 20;
/** One that is included many times counts each time. */
const mostCharacters = 32 * 1024 ** 2;

export interface Whole {
  readonly root: Source;
  readonly directives: readonly Directive[];
  readonly sources: readonly Source[];
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
}

/** A file such as those of `conf.d`, that stands in the `http` of another one. */
export const isPart = ({ directives }: Whole): boolean =>
  directives.every(({ name }) => name !== 'http' && name !== 'events');

/** Tables of types and variables for other protocols: nothing in them concerns a rule. */
const isOfNoConcern = (pattern: string): boolean =>
  /(?:^|\/)(?:mime\.types|(?:fastcgi|uwsgi|scgi)_params|fastcgi\.conf|koi-utf|win-utf)$/.test(pattern) ||
  /modules-enabled\//.test(pattern);

class Joiner {
  readonly #root: Source;
  readonly #context: Context;
  readonly sources: Source[] = [];
  readonly problems: Problem[] = [];
  readonly notes = new Set<string>();
  #characters = 0;

  constructor(root: Source, context: Context) {
    this.#root = root;
    this.#context = context;
  }

  /** Whoever includes what is no nginx file at all hears of the first of them. */
  #tell(problem: Problem): void {
    if (this.problems.length < mostProblems) this.problems.push(problem);
    else
      this.notes.add(
        `${this.#root.file}: more than ${mostProblems} places that cannot be read: the others are not told`,
      );
  }

  async join(source: Source, above: readonly string[], parent: Directive | null): Promise<Directive[]> {
    this.sources.push(source);
    this.#characters += source.text.length;
    const { directives, problem } = readTree(source);
    if (problem !== null) this.#tell(problem);
    for (const one of directives) one.parent = parent;
    return this.#spliced(directives, [...above, source.file]);
  }

  async #spliced(directives: readonly Directive[], above: readonly string[]): Promise<Directive[]> {
    const all: Directive[] = [];
    for (const one of directives) {
      const isInclude = one.name === 'include' && one.inner === null;
      const stands = isInclude ? await this.#included(one, above) : [one];
      if (one.inner !== null) one.inner = await this.#spliced(one.inner, above);
      for (const each of stands) all.push(each);
    }
    return all;
  }

  async #included(include: Directive, above: readonly string[]): Promise<Directive[]> {
    const pattern = include.words[0]?.text ?? '';
    if (pattern === '' || isOfNoConcern(pattern)) return [];
    const tell = (message: string): Directive[] => {
      this.#tell({ place: include.place, message });
      return [];
    };
    if (above.length > deepest) return tell(`includes go more than ${deepest} deep: this one was not read`);
    const { sources, unopened } = await this.#context.open(pattern, this.#root);
    for (const { file, why } of unopened) this.notes.add(`${file}: not read, ${why}; what it sets is not known`);
    const all: Directive[] = [];
    for (const source of sources) {
      if (above.includes(source.file)) return tell(`this include is a loop: it leads to ${source.file} again`);
      if (this.sources.length >= mostFiles) return tell(`more than ${mostFiles} files: the rest was not read`);
      if (this.#characters + source.text.length > mostCharacters)
        return tell(`more than ${mostCharacters / 1024 ** 2} MB with what it includes: the rest was not read`);
      for (const one of await this.join(source, above, include.parent)) all.push(one);
    }
    return all;
  }
}

export const joinIncludes = async (root: Source, context: Context): Promise<Whole> => {
  const joiner = new Joiner(root, context);
  const directives = await joiner.join(root, [], null);
  return { root, directives, sources: joiner.sources, problems: joiner.problems, notes: [...joiner.notes] };
};
