/** nginx's configuration as a tree of directives; a file that is broken gives what was whole, and where it broke. */
import type { Problem } from '../finding.ts';
import type { Place, Source } from '../place.ts';
import { luaAt, type Token, tokenAt } from './tokens.ts';

export interface Word {
  readonly text: string;
  readonly place: Place;
}

export interface Directive {
  readonly name: string;
  readonly words: readonly Word[];
  /** From its name to its last word. */
  readonly place: Place;
  /** `null` for one that ends with a semicolon. */
  inner: readonly Directive[] | null;
  /** Outside of all: `null`. */
  parent: Directive | null;
}

export interface Tree {
  readonly directives: Directive[];
  readonly problem: Problem | null;
}

/** Bounds of one file, far beyond what people write. */
const deepest = 100;
const mostDirectives = 100_000;

const expected = {
  end: 'the file ends here, and a ; is missing',
  ';': 'a directive is expected before ;',
  '{': 'a name is expected before {',
  '}': 'a ; is missing before }',
} as const;

class Reader {
  readonly #source: Source;
  readonly directives: Directive[] = [];
  /** Blocks that are open, each with what stands in it. */
  readonly #open: { readonly block: Directive; readonly inner: Directive[] }[] = [];
  #words: Token[] = [];
  #at = 0;
  #count = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  #problem({ start, end }: Token, message: string): Problem {
    return { place: { source: this.#source, start, end }, message };
  }

  #add(inner: Directive[] | null): Directive | null {
    const [name, ...rest] = this.#words;
    if (name === undefined) return null;
    const placed = ({ start, end }: Token): Place => ({ source: this.#source, start, end });
    const around = this.#open.at(-1);
    const made: Directive = {
      name: name.text,
      words: rest.map((token) => ({ text: token.text, place: placed(token) })),
      place: { source: this.#source, start: name.start, end: rest.at(-1)?.end ?? name.end },
      inner,
      parent: around?.block ?? null,
    };
    (around?.inner ?? this.directives).push(made);
    this.#words = [];
    this.#count++;
    return made;
  }

  #opened(token: Token): Problem | null {
    const inner: Directive[] = [];
    const block = this.#add(inner);
    if (block === null) return this.#problem(token, expected['{']);
    if (block.name.endsWith('_by_lua_block')) {
      const lua = luaAt(this.#source, token.end);
      this.#at = lua.end;
      return lua.kind === 'broken' ? this.#problem(lua, lua.text) : null;
    }
    this.#open.push({ block, inner });
    return this.#open.length > deepest ? this.#problem(token, `blocks go more than ${deepest} deep here`) : null;
  }

  #closed(token: Token): Problem | null {
    if (this.#words.length > 0) return this.#problem(token, expected['}']);
    return this.#open.pop() === undefined ? this.#problem(token, 'there is no { for this }') : null;
  }

  #ended(): Problem | null {
    const [word] = this.#words;
    if (word !== undefined) return this.#problem(word, expected.end);
    const open = this.#open.at(-1);
    return open === undefined ? null : { place: open.block.place, message: 'the } for this block is missing' };
  }

  /** Reads one token: `null` to go on. */
  #step(token: Token): Problem | 'done' | null {
    switch (token.kind) {
      case 'word':
        this.#words.push(token);
        return null;
      case ';':
        return this.#add(null) === null ? this.#problem(token, expected[';']) : null;
      case '{':
        return this.#opened(token);
      case '}':
        return this.#closed(token);
      case 'end':
        return this.#ended() ?? 'done';
      case 'broken':
        return this.#problem(token, token.text);
      case 'lua':
        return null;
      default:
        return token.kind satisfies never;
    }
  }

  read(): Problem | null {
    while (this.#count <= mostDirectives) {
      const token = tokenAt(this.#source, this.#at);
      this.#at = token.end;
      const outcome = this.#step(token);
      if (outcome === 'done') return null;
      if (outcome !== null) return outcome;
    }
    const at = { source: this.#source, start: this.#at, end: this.#at };
    return { place: at, message: `more than ${mostDirectives} directives: the rest was not read` };
  }
}

export const readTree = (source: Source): Tree => {
  const reader = new Reader(source);
  const problem = reader.read();
  return { directives: reader.directives, problem };
};
