/** A stage with upstreams of its own: every fault can be shown, and many scenarios run side by side. */
import { faults } from '../faults/registry.ts';
import { failsAtMs, type Scripted } from '../faults/script.ts';
import type { Cast, Scenario } from '../scenarios/scenario.ts';
import type { NameAnswer, Question } from '../names/message.ts';
import type { NameServer } from '../names/server.ts';
import type { Authority } from '../tls/authority.ts';
import { startUpstream, type Upstream } from '../upstream/start.ts';
import { backupModelOf, drillManners, isCall, modelOf, scriptOf, type Stage } from './stage.ts';

export interface OwnStage extends Stage {
  /** The primary's, where the fault is in it; all others have plain addresses. */
  readonly name: string | null;
  readonly primaryUrl: string;
  readonly backupUrls: readonly string[];
  close(): Promise<void>;
}

/** Who tells names, and who vouches for them, in a drill. */
export interface Surroundings {
  readonly names: NameServer;
  readonly authority: Authority;
}

interface Player {
  readonly upstream: Upstream;
  restart(): void;
  close(): Promise<void>;
}

interface Part {
  readonly cast: Cast;
  readonly model: string;
  /** Whose turn it is to fail, where one fails after the other. */
  readonly turn: number;
  /** `null`: nothing is encrypted. */
  readonly authority: Authority | null;
}

const startPlayer = async ({ cast, model, turn, authority }: Part): Promise<Player> => {
  const { lasts } = cast;
  // Checks go on all the time: theirs is a fault only once calls speak for the server.
  const isLater = cast.fault !== null && faults[cast.fault].at === 'check';
  let scripted: Scripted | null = isLater ? null : scriptOf(cast, turn);
  let cutting: NodeJS.Timeout | undefined;
  const upstream = await startUpstream({ ...drillManners, authority, models: [model], scripted: () => scripted });
  return {
    upstream,
    restart() {
      scripted = scriptOf(cast, turn);
      clearTimeout(cutting);
      // Connections that are there already do not meet a script.
      if (lasts.kind === 'in-turn') cutting = setTimeout(() => upstream.cut(), failsAtMs(lasts, turn));
    },
    async close() {
      clearTimeout(cutting);
      await upstream.close();
    },
  };
};

const startBackups = async (scenario: Scenario): Promise<readonly Player[]> => {
  const { backup: cast, formation } = scenario;
  if (cast === null) return [];
  const turns = formation === 'trio' ? [2, 3] : [2];
  return Promise.all(turns.map((turn) => startPlayer({ cast, model: backupModelOf(scenario), turn, authority: null })));
};

const livesSeconds = 0;

/** Tells what the fault makes of a name; counted anew from each start. */
const answersOf = ({ fault: name, params }: Cast): ((question: Question) => NameAnswer) => {
  const asked: Record<Question['type'], number> = { A: 0, AAAA: 0, other: 0 };
  const right = { kind: 'found', addresses: [drillManners.host], ttlSeconds: livesSeconds } as const;
  return ({ type }) => {
    asked[type] += 1;
    const fault = name === null ? null : faults[name];
    return fault?.at === 'name' ? fault.answers({ right, nth: asked[type] }, params) : right;
  };
};

/** The names of upstreams that have one: those whose fault is there. */
const nameOf = (scenario: Scenario): string | null => {
  const { fault } = scenario.primary;
  return fault !== null && faults[fault].at === 'name' ? `${modelOf(scenario)}.test` : null;
};

const isEncrypted = ({ primary: { fault } }: Scenario): boolean => fault !== null && faults[fault].group === 'tls';

export const setOwnStage = async (scenario: Scenario, { names, authority }: Surroundings): Promise<OwnStage> => {
  const primary = await startPlayer({
    cast: scenario.primary,
    model: modelOf(scenario),
    turn: 1,
    authority: isEncrypted(scenario) ? authority : null,
  });
  const backups = await startBackups(scenario);
  const players = [primary, ...backups];
  const name = nameOf(scenario);
  let begunAt = 0;
  return {
    scenario,
    name,
    model: modelOf(scenario),
    primaryUrl: name === null ? `${primary.upstream.url}/v1` : `http://${name}:${primary.upstream.port}/v1`,
    backupUrls: backups.map(({ upstream }) => `${upstream.url}/v1`),
    begin() {
      begunAt = performance.now();
      for (const player of players) player.restart();
      if (name !== null) names.name(name, answersOf(scenario.primary));
    },
    seen: (role) =>
      (role === 'primary' ? [primary] : backups)
        .flatMap(({ upstream }) => upstream.ledger.seen)
        .filter((entry) => isCall(entry) && entry.at >= begunAt)
        .toSorted((one, other) => one.at - other.at),
    async close() {
      await Promise.all(players.map((player) => player.close()));
    },
  };
};
