/** What other calls and the probes say: the same failure again at this upstream, others in good health, a probe that agrees or not. */
import type { Family } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { Scene } from './scene.ts';
import { isHit, there } from './scene.ts';
import type { Sign } from './sign.ts';
import { signAgainst, signFor } from './sign.ts';

/** Families that a second failure of the same kind makes more likely; a second timeout says nothing new of overload or limit. */
const repeats: ReadonlySet<Family> = new Set([
  'outage',
  'backend',
  'network',
  'dns',
  'tls',
  'overload',
  'misconfiguration',
]);
const freshMs = 30_000;

/** One more agreeing try halves the doubt, down to a half: repetition alone proves no cause. */
const again = (scene: Scene): readonly Sign[] => {
  const tries = there(scene);
  const hits = tries.filter((one) => isHit(scene, one)).length;
  if (hits < 2 || hits * 2 < tries.length || !repeats.has(scene.cause.family)) return [];
  const clue = { says: 'tries at this upstream that failed alike', value: `${hits} of ${tries.length}` };
  return [signFor({ family: scene.cause.family, origin: 'calls', weight: Math.min(0.5, 1 - 0.5 ** (hits - 1)), clue })];
};

const elsewhere = (scene: Scene): readonly Sign[] => {
  const { cause, tries, now } = scene;
  const good = tries.filter(
    (one) => one.upstream !== cause.upstream && one.cause === null && now - one.startedAt < freshMs * 2,
  ).length;
  if (good < 2) return [];
  const clue = { says: 'good answers of other upstreams meanwhile', value: String(good) };
  return [
    signFor({ family: cause.family, origin: 'spread', weight: 0.3, clue }),
    signAgainst({ family: 'gateway', origin: 'spread', weight: 0.7 }),
  ];
};

const probed = (scene: Scene): readonly Sign[] => {
  const { cause, past, mine } = scene;
  const probe = cause.upstream === null ? undefined : past.probes.get(cause.upstream);
  if (probe === undefined || traits[cause.code].hurts !== 'host') return [];
  const failedAt = mine.call.at + mine.call.ms;
  if (probe.cause !== null && Math.abs(failedAt - probe.at) < freshMs && probe.cause.family === cause.family) {
    const clue = { says: 'our own probe of this upstream said', value: probe.cause.code };
    return [signFor({ family: cause.family, origin: 'probe', weight: 0.5, clue })];
  }
  // It went well after the failure: whatever it was, the host is there.
  if (probe.cause !== null || probe.at < failedAt || cause.family !== 'outage') return [];
  return [signAgainst({ family: 'outage', origin: 'probe', weight: 0.3 })];
};

export const neighbours = (scene: Scene): readonly Sign[] =>
  scene.cause.upstream === null ? [] : [...again(scene), ...elsewhere(scene), ...probed(scene)];
