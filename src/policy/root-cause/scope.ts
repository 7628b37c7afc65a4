/** How wide a trouble is: of all groups the failing call belongs to, the one that best fits what was hit and what was not. */
import type { Scope } from '../../domain/scope.ts';
import { poisonIn } from './poison.ts';
import type { Scene } from './scene.ts';
import { isHit, isSameTrouble } from './scene.ts';
import type { Sighting } from './sighting.ts';

/** One call at one upstream, or as a whole where the cause has none. */
interface Occurrence {
  readonly sighting: Sighting;
  readonly at: number;
  readonly upstream: string | null;
  readonly model: string;
  readonly isHit: boolean;
}

interface Group {
  readonly level: Scope['level'];
  readonly name: string | null;
  readonly has: (one: Occurrence) => boolean;
  /** What must differ among those that were hit, for so wide a claim. */
  readonly variety: ((one: Occurrence) => string | null) | null;
  /** Whether it says anything only where others, outside of it, were not hit. */
  readonly needsContrast: boolean;
}

const occurrencesOf = (scene: Scene): readonly Occurrence[] => {
  const { cause, sightings, tries } = scene;
  if (cause.upstream === null)
    return sightings.map((sighting) => {
      const own = sighting === scene.mine ? cause : sighting.call.cause;
      const isOne = own !== null && isSameTrouble(cause.code, own.code);
      const { at, ms, model } = sighting.call;
      return { sighting, at: at + ms, upstream: null, model, isHit: isOne };
    });
  const all: Occurrence[] = [];
  for (const one of tries) {
    const { sighting, startedAt, ms, upstream, model } = one;
    const occurrence = { sighting, at: startedAt + (ms ?? 0), upstream, model, isHit: isHit(scene, one) };
    const earlier = all.findLastIndex((each) => each.sighting !== sighting || each.upstream === upstream);
    // Several tries of a call at one upstream are one occurrence, hit if any of them was.
    if (all[earlier]?.sighting !== sighting) all.push(occurrence);
    else if (occurrence.isHit) all[earlier] = occurrence;
  }
  return all;
};

/** A minute without a failure ends a trouble; what was well before it began says nothing of how wide it is. */
const quietMs = 60_000;

const sinceOnset = (all: readonly Occurrence[]): readonly Occurrence[] => {
  const hits = all.flatMap((one) => (one.isHit ? [one.at] : [])).toSorted((one, two) => two - one);
  let onset = hits[0] ?? 0;
  for (const at of hits) {
    if (onset - at > quietMs) break;
    onset = at;
  }
  const within = all.filter(({ at }) => at >= onset);
  return within.filter((one) => one.isHit).length < 2 ? all : within;
};

const plain = { variety: null, needsContrast: false } as const;

const ofProgram = ({ mine }: Scene): Group => ({
  ...plain,
  level: 'program',
  name: mine.program,
  has: ({ sighting }) => sighting.program === mine.program,
  needsContrast: true,
});

const ofCaller = ({ mine, cause }: Scene): Group => ({
  ...plain,
  level: 'caller',
  name: mine.call.caller,
  has: ({ sighting }) => sighting.call.caller === mine.call.caller,
  needsContrast: cause.upstream !== null,
});

const byUpstream = ({ upstream }: Occurrence): string | null => upstream;

/** The likelier reading first: where two fit alike, it is taken. */
const groupsOf = (scene: Scene): readonly Group[] => {
  const { cause, mine, past, tries } = scene;
  const { upstream } = cause;
  const place = upstream === null ? undefined : past.places.get(upstream);
  const placeOf = (one: Occurrence): typeof place => past.places.get(one.upstream ?? '');
  const model = tries.findLast((one) => one.sighting === mine && one.upstream === upstream)?.model ?? mine.call.model;
  const everything: Group = {
    ...plain,
    level: 'everything',
    name: null,
    has: () => true,
    variety:
      upstream === null ? ({ sighting }) => sighting.call.caller : (one) => placeOf(one)?.provider ?? one.upstream,
  };
  if (upstream === null) return [ofProgram(scene), everything, ofCaller(scene)];
  const zone = place?.zone ?? null;
  const provider = place?.provider ?? null;
  const isThere = (one: Occurrence): boolean => one.upstream === upstream;
  const isModel = (one: Occurrence): boolean => one.model === model;
  const groups: readonly Group[] = [
    { ...plain, level: 'upstream', name: upstream, has: isThere },
    {
      ...plain,
      level: 'provider',
      name: provider,
      has: (one) => placeOf(one)?.provider === provider,
      variety: byUpstream,
    },
    { ...plain, level: 'zone', name: zone, has: (one) => placeOf(one)?.zone === zone, variety: byUpstream },
    everything,
    {
      ...plain,
      level: 'model',
      name: `${model} at ${upstream}`,
      has: (one) => isThere(one) && isModel(one),
      needsContrast: true,
    },
    { level: 'model', name: model, has: isModel, variety: byUpstream, needsContrast: true },
    ofProgram(scene),
    ofCaller(scene),
  ];
  return groups.filter(({ level, name }) => level === 'everything' || name !== null);
};

interface Fit {
  readonly group: Group;
  readonly inside: readonly Occurrence[];
  readonly hits: readonly Occurrence[];
  /** Harmonic mean of the share of the group that was hit and the share of the hits that lie in it. */
  readonly score: number;
}

const calls = (all: readonly Occurrence[]): number => new Set(all.map(({ sighting }) => sighting)).size;

const callersOf = (all: readonly Occurrence[]): number => new Set(all.map(({ sighting }) => sighting.call.caller)).size;

const fitOf = (group: Group, all: readonly Occurrence[]): Fit | null => {
  const inside = all.filter(group.has);
  const hits = inside.filter((one) => one.isHit);
  const { variety } = group;
  if (variety !== null && new Set(hits.map(variety)).size < 2) return null;
  if (group.needsContrast && !all.some((one) => !one.isHit && !group.has(one))) return null;
  const allHits = all.filter((one) => one.isHit).length;
  return { group, inside, hits, score: (2 * hits.length) / (inside.length + allHits) };
};

/** Below this share of a group, single calls are hit and not the group. */
const leastShare = 0.1;

const windowText = (ms: number): string =>
  ms >= 120_000 ? `${Math.round(ms / 60_000)}m` : `${Math.max(1, Math.ceil(ms / 1000))}s`;

const best = (scene: Scene, all: readonly Occurrence[]): Fit | null => {
  let found: Fit | null = null;
  for (const group of groupsOf(scene)) {
    const fit = fitOf(group, all);
    if (fit !== null && fit.score > (found?.score ?? 0) + 0.02) found = fit;
  }
  return found === null || calls(found.hits) < 2 || found.hits.length < found.inside.length * leastShare ? null : found;
};

interface Reach {
  readonly level: Scope['level'];
  readonly name: string | null;
  readonly hits: readonly Occurrence[];
  readonly inside: readonly Occurrence[];
}

const reachOf = (scene: Scene, all: readonly Occurrence[]): Reach => {
  if (poisonIn(scene) !== null) {
    const hits = all.filter((one) => one.isHit && one.sighting.prompt === scene.mine.prompt);
    return { level: 'prompt', name: null, hits, inside: all };
  }
  const fit = best(scene, sinceOnset(all));
  if (fit !== null) return { ...fit, level: fit.group.level, name: fit.group.name };
  const inside = all.filter(({ upstream }) => upstream === scene.cause.upstream);
  return { level: 'call', name: null, hits: inside.filter((one) => one.isHit), inside };
};

export const scopeOf = (scene: Scene): Scope => {
  const { level, name, hits, inside } = reachOf(scene, occurrencesOf(scene));
  const callers = { affected: Math.max(1, callersOf(hits)), of: Math.max(1, callersOf(inside)) };
  const isWide = level !== 'call' && level !== 'prompt';
  const spanMs = scene.now - Math.min(...inside.map(({ at }) => at));
  const window = windowText(isWide ? Math.min(spanMs, scene.windowMs) : scene.windowMs);
  return { level, name, affected: Math.max(1, calls(hits)), of: Math.max(1, calls(inside)), callers, window };
};
