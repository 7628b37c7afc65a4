/**
 * Sticky sessions with bounded loads: calls with the same key go to the same target, whose caches know them, as long as it has no more
 * than 1.25 times its share of the calls that are out (Mirrokni et al. 2016, "Consistent hashing with bounded loads"). The order of
 * targets for a key is by rendezvous hashing, so that one that comes or goes moves no other's keys.
 */
import type { Candidate } from '../next-move.ts';

const headroom = 1.25;

/** FNV-1a, then an avalanche (MurmurHash3's finaliser): near keys must not stay near. */
const mixed = (key: number, name: string): number => {
  let hash = (key ^ 0x811c9dc5) >>> 0;
  for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** Weighted rendezvous: the chance of the highest score is the share of the weight. */
const scoreOf = (candidate: Candidate, key: number): number =>
  -candidate.target.weight / Math.log((mixed(key, candidate.target.upstream.name) + 0.5) / 2 ** 32);

/** `null` when the whole order is full: then load decides. */
export const stickyChoice = (candidates: readonly Candidate[], key: number): Candidate | null => {
  let pending = 1;
  let weight = 0;
  for (const candidate of candidates) {
    pending += candidate.pending;
    weight += candidate.target.weight;
  }
  let best: Candidate | null = null;
  let bestScore = -Infinity;
  for (const candidate of candidates) {
    const cap = Math.ceil((headroom * pending * candidate.target.weight) / weight);
    const score = scoreOf(candidate, key);
    if (candidate.pending + 1 > cap || score <= bestScore) continue;
    best = candidate;
    bestScore = score;
  }
  return best;
};
