/** A prompt that brings servers down: two hosts broke off on it in the same way before they had said a word, a third would too. */
import type { Cause, CauseCode } from '../domain/cause.ts';
import type { Tried } from './next-move.ts';

const deaths: ReadonlySet<CauseCode> = new Set(['connection_terminated', 'connection_reset']);

const enough = 2;

/** The cause that ends such a call, with that said; `null` when nothing looks like it. */
export const poisonIn = (tried: readonly Tried[]): Cause | null => {
  const last = tried.at(-1);
  if (last === undefined || !deaths.has(last.cause.code)) return null;
  const died = tried.filter(({ cause, sent }) => sent && cause.code === last.cause.code);
  const hosts = new Set(died.map(({ target }) => target.upstream.url));
  if (hosts.size < enough) return null;
  const clue = { says: 'upstreams that broke off on this very request', value: String(hosts.size) };
  return { ...last.cause, clues: [...last.cause.clues, clue] };
};
