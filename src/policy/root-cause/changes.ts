/** Failures that begin with something that was done on purpose: a declared maintenance, a drain, a rollout, a new config. */
import type { CauseCode, Family, Who } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import { durationText } from '../../domain/words/index.ts';
import type { Scene } from './scene.ts';
import { isHit, there } from './scene.ts';
import type { Marker } from './sighting.ts';
import type { Sign } from './sign.ts';
import { signFor } from './sign.ts';

/** What callers meet while an instance is stopped and the next one starts. */
const disruptions: ReadonlySet<CauseCode> = new Set([
  'connection_refused',
  'connection_reset',
  'connection_terminated',
  'http_response_incomplete',
  'upstream_gateway_error',
  'upstream_gateway_timeout',
  'destination_unavailable',
  'keepalive_race',
  'loading',
]);

/** A rollout or drain that begins later than this, or lasts longer, is no longer one. */
const rolloutMs = 60_000;
const longestRolloutMs = 90_000;
/** How long after a change its faults still begin. */
const reachMs = 300_000;
/** A maintenance that takes longer than declared explains what fails for so long. */
const overrunMs = 1_800_000;
/** Clocks of the one who marks and of ours may differ by this. */
const slackMs = 2_000;

type Done = Exclude<Marker, { kind: 'maintenance' }>;

interface Onset {
  readonly delayMs: number;
  /** From the first failure until now. */
  readonly lastsMs: number;
  readonly isGoodSince: boolean;
}

/** How the failures lie to the marker; `null` when they began before it or long after. */
const onsetOf = (scene: Scene, at: number): Onset | null => {
  const ended = there(scene).map((one) => ({ endedAt: one.startedAt + (one.ms ?? 0), one }));
  const before = ended.filter(({ endedAt }) => endedAt < at - slackMs);
  const failedBefore = before.filter(({ one }) => isHit(scene, one)).length;
  if (failedBefore > before.length * 0.2) return null;
  const after = ended.filter(({ endedAt }) => endedAt >= at - slackMs);
  const first = Math.min(...after.filter(({ one }) => isHit(scene, one)).map(({ endedAt }) => endedAt));
  const delayMs = Math.max(0, first - at);
  if (delayMs > reachMs) return null;
  const isGoodSince = after.some(({ one, endedAt }) => one.cause === null && endedAt > at + slackMs);
  return { delayMs, lastsMs: scene.now - first, isGoodSince };
};

const says = {
  change: 'an update was rolled out before the first failure, by',
  version: 'the upstream began to answer as another version before the first failure, by',
  reload: 'the configuration was changed before the first failure, by',
  drain: 'an operator began to drain the upstream before the first failure, by',
} as const satisfies Record<Done['kind'], string>;

interface Belief {
  readonly family: Family;
  readonly weight: number;
  readonly who: Who | null;
}

const declared = (marker: Done, onset: Onset, belief: Belief): readonly Sign[] => {
  const clue = { says: says[marker.kind], value: durationText(onset.delayMs) };
  return [signFor({ ...belief, origin: 'declared', clue })];
};

const ofDone = (scene: Scene, marker: Done): readonly Sign[] => {
  const { cause } = scene;
  const onset = onsetOf(scene, marker.at);
  if (onset === null) return [];
  const isDisruption = disruptions.has(cause.code);
  const isShort = onset.delayMs <= rolloutMs && onset.lastsMs <= longestRolloutMs;
  switch (marker.kind) {
    case 'drain':
      if (!isDisruption || onset.delayMs > rolloutMs) return [];
      return declared(marker, onset, { family: 'maintenance', weight: 0.9, who: 'operator' });
    case 'reload': {
      // A config that names the upstream speaks louder than one that changed something else.
      const weight = marker.upstream === null ? 0.5 : 0.9;
      return onset.isGoodSince ? [] : declared(marker, onset, { family: 'misconfiguration', weight, who: 'operator' });
    }
    case 'change':
    case 'version': {
      if (!isDisruption || !isShort) return declared(marker, onset, { family: cause.family, weight: 0.6, who: null });
      const who = marker.kind === 'change' ? 'operator' : 'provider';
      return declared(marker, onset, { family: 'maintenance', weight: 0.9, who });
    }
    default:
      return marker.kind satisfies never;
  }
};

const ofMaintenance = (scene: Scene, marker: Extract<Marker, { kind: 'maintenance' }>): readonly Sign[] => {
  const overMs = scene.now - marker.until;
  if (scene.now < marker.from || overMs > overrunMs) return [];
  const who = marker.upstream === null ? 'operator' : 'provider';
  // It was to be over: what still fails is no longer planned, but has its beginning there.
  if (overMs > rolloutMs) {
    const clue = { says: 'a declared maintenance was to be over before, by', value: durationText(overMs) };
    return [signFor({ family: scene.cause.family, origin: 'declared', weight: 0.5, who, clue })];
  }
  const clue = { says: 'a maintenance is declared for this time, of', value: durationText(marker.until - marker.from) };
  return [signFor({ family: 'maintenance', origin: 'declared', weight: 0.95, who, clue })];
};

export const changes = (scene: Scene): readonly Sign[] => {
  const { cause, past } = scene;
  if (cause.upstream === null || (traits[cause.code].hurts === 'nothing' && !disruptions.has(cause.code))) return [];
  return past.markers
    .filter(({ upstream }) => upstream === null || upstream === cause.upstream)
    .flatMap((marker) => (marker.kind === 'maintenance' ? ofMaintenance(scene, marker) : ofDone(scene, marker)));
};
