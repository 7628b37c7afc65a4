/** A stage with upstreams of its own: every fault can be shown, and many scenarios run side by side. */
import type { Scripted } from '../faults/script.ts';
import type { Role, Scenario } from '../scenarios/scenario.ts';
import { startUpstream, type Upstream } from '../upstream/start.ts';
import { backupModelOf, drillManners, isCall, modelOf, scriptOf, type Stage } from './stage.ts';

export interface OwnStage extends Stage {
  readonly primaryUrl: string;
  readonly backupUrl: string | null;
  close(): Promise<void>;
}

interface Player {
  readonly upstream: Upstream;
  restart(): void;
}

const startPlayer = async (scenario: Scenario, role: Role): Promise<Player | null> => {
  const cast = scenario[role];
  if (cast === null) return null;
  let scripted: Scripted | null = scriptOf(cast);
  const upstream = await startUpstream({
    ...drillManners,
    models: [role === 'primary' ? modelOf(scenario) : backupModelOf(scenario)],
    scripted: () => scripted,
  });
  return {
    upstream,
    restart() {
      scripted = scriptOf(cast);
    },
  };
};

export const setOwnStage = async (scenario: Scenario): Promise<OwnStage> => {
  const primary = await startPlayer(scenario, 'primary');
  if (primary === null) throw new Error(`scenario ${scenario.id} has no primary`);
  const backup = await startPlayer(scenario, 'backup');
  let begunAt = 0;
  return {
    scenario,
    model: modelOf(scenario),
    primaryUrl: `${primary.upstream.url}/v1`,
    backupUrl: backup === null ? null : `${backup.upstream.url}/v1`,
    begin() {
      begunAt = performance.now();
      primary.restart();
      backup?.restart();
    },
    seen: (role) =>
      ((role === 'primary' ? primary : backup)?.upstream.ledger.seen ?? []).filter(
        (entry) => isCall(entry) && entry.at >= begunAt,
      ),
    async close() {
      await Promise.all([primary.upstream.close(), backup?.upstream.close()]);
    },
  };
};
