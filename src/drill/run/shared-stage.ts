/** Two upstreams for all scenarios: the model's name picks the fault, as a gateway of somebody else's has to be pointed at them once. */
import { faults } from '../faults/registry.ts';
import type { Scripted } from '../faults/script.ts';
import { scenarios as everyScenario } from '../scenarios/registry.ts';
import type { Role, Scenario } from '../scenarios/scenario.ts';
import type { Seen } from '../upstream/ledger.ts';
import { startUpstream } from '../upstream/start.ts';
import { drillManners, isCall, modelOf, scriptOf, type Stage } from './stage.ts';

export interface SharedPorts {
  readonly primary: number;
  readonly backup: number;
}

export interface SharedStages {
  readonly stages: readonly Stage[];
  readonly primaryUrl: string;
  readonly backupUrl: string;
  close(): Promise<void>;
}

/** Gateways put a provider's name before a model's; the backup may serve it under another name. */
const idOf = (model: string): string =>
  (model.split('/').at(-1) ?? '')
    .toLowerCase()
    .replace(/^drill-/, '')
    .replace(/-backup$/, '');

/** A fault below HTTP meets a connection before its model is known: it needs a server of its own. */
export const canShare = ({ primary, backup, formation, load }: Scenario): boolean =>
  backup !== null &&
  load.killAfterWords === null &&
  formation === 'spare' &&
  [primary, backup].every(({ fault }) => fault === null || faults[fault].at === 'request');

export const setSharedStages = async (scenarios: readonly Scenario[], ports: SharedPorts): Promise<SharedStages> => {
  const scripts: Readonly<Record<Role, Map<string, Scripted | null>>> = { primary: new Map(), backup: new Map() };
  const start = (role: Role): ReturnType<typeof startUpstream> =>
    startUpstream({
      ...drillManners,
      port: ports[role],
      // All there are: a gateway may remember the list of an earlier drill.
      models: ['drill-ok', ...everyScenario.map(modelOf)],
      scripted: (model) => (model === null ? null : (scripts[role].get(idOf(model)) ?? null)),
    });
  const primary = await start('primary');
  const backup = await start('backup');
  const upstreams = { primary, backup } as const;

  const stageOf = (scenario: Scenario): Stage => {
    const id = scenario.id.toLowerCase();
    let begunAt = 0;
    const isMine = (entry: Seen): boolean => isCall(entry) && entry.at >= begunAt && idOf(entry.model ?? '') === id;
    return {
      scenario,
      model: modelOf(scenario),
      begin() {
        begunAt = performance.now();
        scripts.primary.set(id, scriptOf(scenario.primary));
        scripts.backup.set(id, scenario.backup === null ? null : scriptOf(scenario.backup));
      },
      seen: (role) => upstreams[role].ledger.seen.filter(isMine),
    };
  };
  return {
    stages: scenarios.map(stageOf),
    primaryUrl: `${primary.url}/v1`,
    backupUrl: `${backup.url}/v1`,
    async close() {
      await Promise.all([primary.close(), backup.close()]);
    },
  };
};
