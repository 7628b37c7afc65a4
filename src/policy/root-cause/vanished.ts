/** Clients that leave after the same time: a proxy in front of us cuts them off, or their own program has that patience. */
import type { Scene } from './scene.ts';
import type { Sighting } from './sighting.ts';
import type { Sign } from './sign.ts';
import { signAgainst, signFor } from './sign.ts';
import { clockWeight, commonClock, secondsText } from './same-duration.ts';

const isGone = ({ call }: Sighting): boolean => call.cause?.code === 'client_gone';

const distinct = (all: readonly (string | null)[]): number => new Set(all).size;

/** Whether calls of other programs went on past the time, so that nothing in front of all of them has such a clock. */
const othersOutlast = (scene: Scene, gone: readonly Sighting[], ms: number): boolean => {
  const programs = new Set(gone.map(({ program }) => program));
  return scene.sightings.some((one) => !programs.has(one.program) && !isGone(one) && one.call.ms > ms * 1.05);
};

export const vanished = (scene: Scene): readonly Sign[] => {
  if (scene.cause.code !== 'client_gone') return [];
  const gone = [...scene.sightings.filter((one) => isGone(one) && one !== scene.mine), scene.mine];
  const clock = commonClock(gone.map(({ call }) => call.ms));
  if (clock === null || clock.hits < 3) return [];
  const clue = {
    says: 'clients left after the same time',
    value: `${secondsText(clock.ms)}, ${clock.hits} of ${clock.of}`,
  };
  if (othersOutlast(scene, gone, clock.ms)) {
    const own = { says: 'only one client program does so', value: scene.mine.program ?? 'unknown' };
    return [
      signFor({ family: 'client', origin: 'clock', weight: clockWeight(clock), who: 'caller', clue }),
      signFor({ family: 'client', origin: 'spread', weight: 0.5, who: 'caller', clue: own }),
    ];
  }
  const family = 'misconfiguration' as const;
  const signs: Sign[] = [
    signFor({ family, origin: 'clock', weight: clockWeight(clock), who: 'operator', clue }),
    signAgainst({ family: 'client', origin: 'clock', weight: 0.6 }),
  ];
  if (clock.owner !== null) {
    const owner = { says: 'that is by default', value: clock.owner };
    signs.push(signFor({ family, origin: 'known', weight: 0.6, who: 'operator', clue: owner }));
  }
  const callers = distinct(gone.map(({ call }) => call.caller));
  const programs = distinct(gone.map(({ program }) => program));
  if (callers > 1 || programs > 1) {
    const many = { says: 'different callers and programs among them', value: `${callers} and ${programs}` };
    signs.push(signFor({ family, origin: 'spread', weight: 0.6, who: 'operator', clue: many }));
  }
  return signs;
};
