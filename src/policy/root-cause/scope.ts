/** How wide a trouble is: of all groups the failing call belongs to, the one that best fits what was hit and what was not. */
import type { WhyScope } from '../../domain/why.ts';
import { poisonIn } from './poison.ts';
import type { Scene } from './scene.ts';
import { isHit, isSameTrouble } from './scene.ts';
import type { Sighting } from './sighting.ts';

/** One call at one upstream, or as a whole where the cause has none. */
interface Occurrence {
  readonly sighting: Sighting;
  readonly upstream: string | null;
  readonly model: string;
  readonly isHit: boolean;
}

interface Group {
  readonly level: WhyScope['level'];
  readonly name: string | null;
  readonly has: (one: Occurrence) => boolean;
  /** What must differ among those that were hit, for so wide a claim. */
  readonly variety: ((one: Occurrence) => string | null) | null;
  /** Whether it says anything only where others, outside of it, were not hit. */
  readonly needsContrast: boolean;
}

const occurrencesOf = (scene: Scene): readonly Occurrence[] => {
  const { cause, sightings, tries } = scene;
  if (cause.upstream !== null)
    return tries.map((one) => ({
      sighting: one.sighting,
      upstream: one.upstream,
      model: one.model,
      isHit: isHit(scene, one),
    }));
  return sightings.map((sighting) => {
    const own = sighting === scene.mine ? cause : sighting.call.cause;
    const hit = own !== null && isSameTrouble(cause.code, own.code);
    return { sighting, upstream: null, model: sighting.call.model, isHit: hit };
  });
};

const askers = ({ mine }: Scene): readonly Group[] => [
  {
    level: 'program',
    name: mine.program,
    has: ({ sighting }) => sighting.program === mine.program,
    variety: null,
    needsContrast: true,
  },
  {
    level: 'caller',
    name: mine.call.caller,
    has: ({ sighting }) => sighting.call.caller === mine.call.caller,
    variety: null,
    needsContrast: true,
  },
];

/** The likelier reading first: where two fit alike, it is taken. */
const groupsOf = (scene: Scene): readonly Group[] => {
  const { cause, mine, past, tries } = scene;
  const { upstream } = cause;
  const place = upstream === null ? undefined : past.places.get(upstream);
  const placeOf = (one: Occurrence): typeof place => past.places.get(one.upstream ?? '');
  const model = tries.findLast((one) => one.sighting === mine && one.upstream === upstream)?.model ?? mine.call.model;
  const everything: Group = {
    level: 'everything',
    name: null,
    has: () => true,
    variety: upstream === null ? ({ sighting }) => sighting.call.caller : (one) => placeOf(one)?.provider ?? one.upstream,
    needsContrast: false,
  };
  if (upstream === null) return [...askers(scene), everything];
  const byUpstream = ({ upstream: name }: Occurrence): string | null => name;
  const zone = place?.zone ?? null;
  const provider = place?.provider ?? null;
  const groups: readonly Group[] = [
    { level: 'upstream', name: upstream, has: (one) => one.upstream === upstream, variety: null, needsContrast: false },
    { level: 'provider', name: provider, has: (one) => placeOf(one)?.provider === provider, variety: byUpstream, needsContrast: false },
    { level: 'zone', name: zone, has: (one) => placeOf(one)?.zone === zone, variety: byUpstream, needsContrast: false },
    everything,
    {
      level: 'model',
      name: `${model} at ${upstream}`,
      has: (one) => one.model === model && one.upstream === upstream,
      variety: null,
      needsContrast: true,
    },
    { level: 'model', name: model, has: (one) => one.model === model, variety: byUpstream, needsContrast: true },
  ];
  return [...groups, ...askers(scene)].filter(({ level, name }) => level === 'everything' || name !== null);
};

interface Fit {
  readonly group: Group;
  readonly affected: number;
  readonly of: number;
  readonly callers: WhyScope['callers'];
  /** Harmonic mean of the share of the group that was hit and the share of the hits that lie in it. */
  readonly score: number;
}

const calls = (all: readonly Occurrence[]): number => new Set(all.map(({ sighting }) => sighting)).size;

const callersOf = (all: readonly Occurrence[]): number => new Set(all.map(({ sighting }) => sighting.call.caller)).size;

const fitOf = (group: Group, all: readonly Occurrence[], hitCalls: number): Fit | null => {
  const inside = all.filter(group.has);
  const hits = inside.filter((one) => one.isHit);
  const { variety } = group;
  if (variety !== null && new Set(hits.map(variety)).size < 2) return null;
  if (group.needsContrast && !all.some((one) => !one.isHit && !group.has(one))) return null;
  const affected = calls(hits);
  const of = calls(inside);
  return {
    group,
    affected,
    of,
    callers: { affected: callersOf(hits), of: callersOf(inside) },
    score: (2 * affected) / (of + hitCalls),
  };
};

/** Below this share of a group, single calls are hit and not the group. */
const leastShare = 0.1;

const windowText = (ms: number): string =>
  ms >= 120_000 ? `${Math.round(ms / 60_000)}m` : `${Math.max(1, Math.round(ms / 1000))}s`;

export const scopeOf = (scene: Scene): WhyScope => {
  const window = windowText(scene.windowMs);
  const all = occurrencesOf(scene);
  const hits = all.filter((one) => one.isHit);
  const hitCalls = calls(hits);
  if (poisonIn(scene) !== null) {
    const own = hits.filter(({ sighting }) => sighting.prompt === scene.mine.prompt);
    const callers = { affected: callersOf(own), of: callersOf(all) };
    return { level: 'prompt', name: null, affected: calls(own), of: calls(all), callers, window };
  }
  let best: Fit | null = null;
  for (const group of groupsOf(scene)) {
    const fit = fitOf(group, all, hitCalls);
    if (fit !== null && fit.score > (best?.score ?? 0) + 0.02) best = fit;
  }
  const isSingle = hitCalls < 2 || best === null || best.affected < best.of * leastShare || best.affected < 2;
  if (best === null || isSingle) {
    const near = all.filter(({ upstream }) => upstream === scene.cause.upstream);
    const callers = { affected: callersOf(near.filter((one) => one.isHit)), of: callersOf(near) };
    const affected = Math.max(1, calls(near.filter((one) => one.isHit)));
    return { level: 'call', name: null, affected, of: Math.max(1, calls(near)), callers, window };
  }
  const { level, name } = best.group;
  return { level, name, affected: best.affected, of: best.of, callers: best.callers, window };
};
