/** What is said of arguments that cannot be meant: an option that is not there, a value that is missing, an unknown verb. */
import { nearest } from '../config/nearest.ts';
import { quote } from '../config/quote.ts';

const near = (name: string, known: readonly string[]): string => {
  const found = nearest(name, known);
  return found === null ? '' : `; did you mean ${name.startsWith('-') ? '--' : ''}${found}?`;
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** Names of options as people write them; what else stands in an argument may be a secret. */
const optionName = (text: string): string => /^--?[\w-]{0,40}/.exec(text)?.[0] ?? '';

/** Of what `parseArgs` of node:util throws; `known`: its options. */
export const whyUnread = (error: unknown, known: object): string => {
  const says = error instanceof Error ? error.message : String(error);
  const unknown = /^Unknown option '([^]*?)'(?:\. |$)/.exec(says)?.[1];
  if (unknown !== undefined) {
    const name = optionName(unknown);
    return `there is no option ${name}${near(name, Object.keys(known))}`;
  }
  const bare = /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' (does not take an argument)?/.exec(says);
  if (bare !== null) return `${bare[1]} ${bare[2] === undefined ? 'needs a value' : 'takes no value'}`;
  const extra = /^Unexpected argument '([^]*)'\. This/.exec(says)?.[1];
  return extra === undefined ? (says.split('. ', 1)[0] ?? '') : `it takes options alone, got ${quote(extra)}`;
};

/** Of a command that wants to know what to do. */
export const whyNoVerb = (verb: string | undefined, verbs: readonly string[]): string =>
  verb === undefined
    ? `what should it do? Say ${listed(verbs)}`
    : `it cannot ${quote(verb)}${near(verb, verbs) || `; it can ${listed(verbs)}`}`;
