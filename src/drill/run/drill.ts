/** Runs scenarios: side by side against our own gateway, one after the other against somebody else's. */
import { isWhole } from '../judge/conduct.ts';
import { healthyCast, scenario, type Scenario } from '../scenarios/scenario.ts';
import { startNameServer } from '../names/server.ts';
import { newAuthority } from '../tls/authority.ts';
import { startGateway, type Gateway } from './gateway.ts';
import { setOwnStage, type OwnStage } from './own-stage.ts';
import { askHealthy, perform, type Performed, type Subject } from './perform.ts';
import { canShare, setSharedStages, type SharedPorts } from './shared-stage.ts';
import type { Stage } from './stage.ts';

export interface Drill {
  readonly scenarios: readonly Scenario[];
  readonly stop: AbortSignal;
  /** Called as each scenario ends. */
  readonly report: (performed: Performed) => void;
}

export interface Against extends SharedPorts {
  /** Ends in `/v1`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Called when the upstreams are there, before anything is asked of them. */
  readonly ready: (urls: { readonly primary: string; readonly backup: string }) => void;
}

export type Drilled =
  | { readonly kind: 'done'; readonly performed: readonly Performed[] }
  | { readonly kind: 'failed'; readonly why: string };

/** Enough to fill the waits of each other, few enough not to disturb each other's clocks. */
const sideBySide = 12;

/** The longest first: they set when all is over. */
const longestMs = ({ load }: Scenario): number => load.limitMs + load.count * load.everyMs;

/** So many calls that others beside them would be slowed: they are performed alone, after all others. */
const crowdFrom = 100;

const isCrowd = ({ scenario: { load } }: Stage): boolean => load.count >= crowdFrom;

interface Work {
  readonly stages: readonly Stage[];
  readonly subject: Subject;
  /** How many scenarios at once. */
  readonly width: number;
}

const performAll = async ({ stages, subject, width }: Work, drill: Drill): Promise<readonly Performed[]> => {
  const performed = new Map<string, Performed>();
  const work = async (waiting: Stage[]): Promise<void> => {
    for (let stage = waiting.shift(); stage !== undefined && !drill.stop.aborted; stage = waiting.shift()) {
      const one = await perform(stage, subject, drill.stop);
      // What was cut short by us says nothing.
      if (drill.stop.aborted) return;
      performed.set(one.id, one);
      drill.report(one);
    }
  };
  const few = stages
    .filter((stage) => !isCrowd(stage))
    .toSorted((a, b) => longestMs(b.scenario) - longestMs(a.scenario));
  await Promise.all(Array.from({ length: width }, () => work(few)));
  await work(stages.filter(isCrowd));
  return stages.flatMap(({ scenario: { id } }) => performed.get(id) ?? []);
};

const healthyScenario = scenario({ id: 'ok', title: 'healthy', groups: [], primary: healthyCast }, { backup: null });

export const drillOwn = async (drill: Drill): Promise<Drilled> => {
  const names = await startNameServer();
  const around = { names, authority: newAuthority() };
  const healthy = await setOwnStage(healthyScenario, around);
  const stages = await Promise.all(drill.scenarios.map((one) => setOwnStage(one, around)));
  try {
    const performed: Performed[] = [];
    for (const sharing of shares(stages)) {
      const started = await startGateway([healthy, ...sharing], around, drill.stop);
      if (started.kind === 'failed') return started;
      performed.push(...(await performAt(started.gateway, { stages: sharing, healthyModel: healthy.model }, drill)));
    }
    return { kind: 'done', performed };
  } finally {
    await Promise.all([healthy, ...stages, names].map((one) => one.close()));
  }
};

const isKilled = ({ scenario: { load } }: OwnStage): boolean => load.killAfterWords !== null;

/** A gateway that is killed is nobody else's. */
const shares = (stages: readonly OwnStage[]): readonly (readonly OwnStage[])[] => {
  const calm = stages.filter((stage) => !isKilled(stage));
  return [...(calm.length === 0 ? [] : [calm]), ...stages.filter(isKilled).map((stage) => [stage])];
};

const performAt = async (
  gateway: Gateway,
  { stages, healthyModel }: { readonly stages: readonly OwnStage[]; readonly healthyModel: string },
  drill: Drill,
): Promise<readonly Performed[]> => {
  const killAndStart = (): Promise<void> => gateway.killAndStart();
  const subject: Subject = { url: gateway.url, headers: {}, healthyModel, ours: true, killAndStart };
  try {
    return await performAll({ stages, subject, width: sideBySide }, drill);
  } finally {
    await gateway.close();
  }
};

export const drillAgainst = async (drill: Drill, against: Against): Promise<Drilled> => {
  const shared = await setSharedStages(drill.scenarios.filter(canShare), against);
  try {
    against.ready({ primary: shared.primaryUrl, backup: shared.backupUrl });
    const plain: Subject = {
      url: against.url,
      headers: against.headers,
      healthyModel: 'drill-ok',
      ours: false,
      killAndStart: null,
    };
    const first = await askHealthy(plain, drill.stop);
    if (!isWhole(first))
      return {
        kind: 'failed',
        why: `the model drill-ok does not reach the drill's upstreams through ${against.url}: ${first.note}`,
      };
    const subject = { ...plain, ours: first.headers['good-gateway-attempts'] !== undefined };
    return { kind: 'done', performed: await performAll({ stages: shared.stages, subject, width: 1 }, drill) };
  } finally {
    await shared.close();
  }
};
