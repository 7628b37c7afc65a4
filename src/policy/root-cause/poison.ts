/** A request that brings hosts down: it ended several upstreams and none answered it, while other requests went well there. */
import type { CauseCode } from '../../domain/cause.ts';
import type { Scene, Try } from './scene.ts';
import type { Sign } from './sign.ts';
import { signFor } from './sign.ts';

/** How a host dies on a request. */
const deaths: ReadonlySet<CauseCode> = new Set([
  'connection_terminated',
  'connection_reset',
  'http_response_incomplete',
  'upstream_gateway_error',
]);

const isDeath = ({ cause }: Try): boolean => cause !== null && deaths.has(cause.code);

export interface Poison {
  readonly upstreams: number;
  /** Good answers to other requests at the same upstreams. */
  readonly others: number;
}

export const poisonIn = (scene: Scene): Poison | null => {
  const { prompt } = scene.mine;
  if (prompt === null || !deaths.has(scene.cause.code)) return null;
  const own = scene.tries.filter(({ sighting }) => sighting.prompt === prompt);
  const upstreams = new Set(own.filter(isDeath).map(({ upstream }) => upstream));
  if (upstreams.size < 2 || own.some(({ cause }) => cause === null)) return null;
  const others = scene.tries.filter(({ sighting, upstream }) => sighting.prompt !== prompt && upstreams.has(upstream));
  const good = others.filter(({ cause }) => cause === null).length;
  const died = others.filter(isDeath).length;
  return good >= 2 && died <= good * 0.2 ? { upstreams: upstreams.size, others: good } : null;
};

export const poison = (scene: Scene): readonly Sign[] => {
  const found = poisonIn(scene);
  if (found === null) return [];
  const weight = 1 - 0.4 ** found.upstreams;
  const ended = { says: 'upstreams that broke off on this very request', value: String(found.upstreams) };
  const well = { says: 'other requests that went well there', value: String(found.others) };
  const who = 'provider' as const;
  return [
    signFor({ family: 'backend', origin: 'prompt', weight, who, clue: ended }),
    signFor({ family: 'backend', origin: 'calls', weight: Math.min(0.6, 1 - 0.7 ** found.others), who, clue: well }),
  ];
};
