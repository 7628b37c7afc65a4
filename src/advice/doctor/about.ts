/** What a gateway of ours says of itself and of the services behind it, and what follows for the last two hops. */
import type { CauseCode, Family } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import { wordsOf } from '../../domain/words/index.ts';
import type { Diagnosis, Judgement, Observation } from './diagnosis.ts';
import type { TroubleId } from './troubles.ts';

export interface AboutUpstream {
  readonly name: string;
  /** In the words of the home page. */
  readonly state: string;
  readonly mark: 'ok' | 'warn' | 'fail' | 'unknown';
  /** Whether calls can go there now. */
  readonly isUp: boolean;
  readonly sinceMs: number | null;
  readonly code: CauseCode | null;
}

/** How calls went in the last minutes; failures that only their callers can change do not count. */
export interface Lately {
  readonly window: '5m';
  readonly calls: number;
  readonly failed: number;
  readonly callers: { readonly affected: number; readonly of: number };
  readonly families: Readonly<Partial<Record<Family, number>>>;
}

/** `GET /doctor/facts`. */
export interface About {
  readonly gateway: 'good-gateway';
  readonly version: string;
  readonly now: number;
  readonly state: 'ready' | 'draining' | 'overloaded' | 'maintenance';
  /** What the gateway itself is short of. */
  readonly strain: string | null;
  readonly inFlight: number;
  readonly mostInFlight: number;
  readonly upstreams: readonly AboutUpstream[];
  readonly maintenances: readonly {
    readonly title: string;
    readonly phase: 'ahead' | 'draining' | 'active';
    /** `null`: all of them. */
    readonly upstreams: readonly string[] | null;
    readonly endsAt: number;
  }[];
  /** When the maintenance of everything is over, in ms since the Unix epoch. */
  readonly maintenanceUntil: number | null;
  readonly lately: Lately;
  /** Where help is to be had. */
  readonly support: string | null;
}

/** What a diagnosis takes over from it. */
export const toldBy = (about: About | null): Pick<Diagnosis, 'scope' | 'support'> => {
  if (about === null) return { scope: null, support: null };
  const { lately, support } = about;
  return { scope: lately.calls === 0 ? null : { ...lately.callers, window: lately.window }, support };
};

const observed = (says: string, value: string | number): Observation => ({
  says,
  value: String(value),
  isPrivate: false,
});

/** Names of upstreams are for those who run them. */
const named = (says: string, value: string): Observation => ({ says, value, isPrivate: true });

/** How many others have the same: what tells one person's trouble from everybody's. */
const scopeObservations = ({ lately }: About): readonly Observation[] =>
  lately.calls === 0
    ? []
    : [
        observed('calls of the last 5 minutes that failed, of all', `${lately.failed} of ${lately.calls}`),
        observed('callers that met a failure, of all', `${lately.callers.affected} of ${lately.callers.of}`),
      ];

const ofState = {
  draining: ['gateway_draining', 'The gateway ends what runs, and takes nothing new.'],
  maintenance: ['gateway_maintenance', 'The gateway is closed for planned work.'],
  overloaded: ['gateway_overloaded', 'The gateway has no room for further calls.'],
} as const satisfies Record<Exclude<About['state'], 'ready'>, readonly [TroubleId, string]>;

export const gatewayJudgement = ({ state, strain, inFlight, mostInFlight }: About): Judgement => {
  const evidence = [
    observed('calls it works on', `${inFlight} of ${mostInFlight} at most`),
    ...(strain === null ? [] : [observed('it is short of', strain)]),
  ];
  if (state === 'ready') return { status: 'ok', says: 'The gateway is ready.', evidence, troubles: [] };
  const [trouble, says] = ofState[state];
  return { status: 'fail', says, evidence, troubles: [trouble] };
};

const ofFamily = {
  throttling: 'provider_throttled',
  overload: 'provider_overloaded',
  maintenance: 'provider_maintenance',
  timeout: 'provider_late',
  backend: 'provider_failing',
  misconfiguration: 'provider_set_wrongly',
  network: 'provider_out_of_reach',
  dns: 'provider_out_of_reach',
  tls: 'provider_out_of_reach',
  outage: 'provider_down',
  gateway: 'provider_down',
  client: 'provider_down',
} as const satisfies Record<Family, TroubleId>;

/** Where nearly all calls of the last minutes failed, no service is well, whatever its state says; one model can fail alone. */
const fewestCalls = 5;
const nearlyAll = 0.8;

/** What callers do wrong says nothing of the service. */
const failingLately = ({ calls, families }: Lately): Family | null => {
  const theirs = (Object.entries(families) as [Family, number][]).filter(([family]) => family !== 'client');
  const failed = theirs.reduce((sum, [, count]) => sum + count, 0);
  if (calls < fewestCalls || failed < calls * nearlyAll) return null;
  const [most] = theirs.toSorted(([, one], [, other]) => other - one);
  return most?.[0] ?? null;
};

const troubleOfUpstream = ({ code }: AboutUpstream): TroubleId =>
  code === null ? 'provider_down' : ofFamily[traits[code].family];

const shownUpstream = ({ name, state, code }: AboutUpstream): Observation =>
  named(name, code === null ? state : `${state}: ${wordsOf(code).title}`);

export const providerJudgement = (about: About): Judgement => {
  const { upstreams } = about;
  const down = upstreams.filter(({ isUp }) => !isUp);
  const evidence = [
    observed('AI services that are well, of all', `${upstreams.length - down.length} of ${upstreams.length}`),
    ...scopeObservations(about),
    ...down.map(shownUpstream),
  ];
  const [worst] = down;
  const family = failingLately(about.lately);
  if (worst === undefined && family !== null)
    return {
      status: 'fail',
      says: 'Nearly all calls of the last minutes failed at the AI service.',
      evidence,
      troubles: [ofFamily[family]],
    };
  if (worst === undefined)
    return upstreams.every(({ mark }) => mark === 'unknown')
      ? { status: 'unknown', says: 'Nothing has come back from the AI service yet.', evidence, troubles: [] }
      : { status: 'ok', says: 'The AI service answers the gateway.', evidence, troubles: [] };
  if (down.length < upstreams.length)
    return {
      status: 'warn',
      says: 'Some of the AI services fail; others stand in.',
      evidence,
      troubles: ['provider_partly'],
    };
  return {
    status: 'fail',
    says: 'The AI service does not answer the gateway well.',
    evidence,
    troubles: [troubleOfUpstream(worst)],
  };
};
