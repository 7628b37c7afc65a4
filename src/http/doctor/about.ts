/** What the gateway says of itself and of the services behind it, to a doctor: names, states and numbers, no addresses. */
import type { CauseCode, Family } from '../../domain/cause.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Maintenances } from '../../state/maintenances.ts';
import type { Sighting } from '../../policy/root-cause/sighting.ts';
import { shownUpstreams } from '../upstreams.ts';

const windowMs = 300_000;

export interface AboutUpstream {
  readonly name: string;
  /** `ready`, `resting` …: in the words of the home page. */
  readonly state: string;
  readonly mark: 'ok' | 'warn' | 'fail' | 'skip-hop' | 'unknown';
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

export interface About {
  readonly service: 'good-gateway';
  readonly version: string;
  readonly now: number;
  readonly isDraining: boolean;
  /** What the gateway itself is short of. */
  readonly strain: string | null;
  readonly inFlight: number;
  readonly mostInFlight: number;
  readonly upstreams: readonly AboutUpstream[];
  readonly maintenances: readonly {
    readonly title: string;
    readonly phase: string;
    readonly upstreams: readonly string[] | null;
    readonly endsAt: number;
  }[];
  readonly lately: Lately;
  readonly support: { readonly url: string | null; readonly email: string | null };
}

const latelyOf = (sightings: readonly Sighting[], now: number): Lately => {
  const families: Partial<Record<Family, number>> = {};
  const callers = new Set<string>();
  const affected = new Set<string>();
  let calls = 0;
  let failed = 0;
  for (const { call } of sightings) {
    if (now - call.at - call.ms > windowMs) continue;
    calls++;
    callers.add(call.caller);
    const { cause } = call;
    if (cause === null || call.outcome === 'ok' || cause.family === 'client') continue;
    failed++;
    affected.add(call.caller);
    families[cause.family] = (families[cause.family] ?? 0) + 1;
  }
  return { window: '5m', calls, failed, callers: { affected: affected.size, of: callers.size }, families };
};

export interface AboutParts {
  readonly gateway: Gateway;
  readonly version: string;
  readonly maintenances: Pick<Maintenances, 'list'>;
}

export const aboutGateway = ({ gateway, version, maintenances }: AboutParts): About => {
  const { clock, door, recent } = gateway;
  const { support, limits } = gateway.settings();
  const now = clock.now();
  return {
    service: 'good-gateway',
    version,
    now,
    isDraining: door.isDraining,
    strain: door.strain?.says ?? null,
    inFlight: door.inFlight,
    mostInFlight: limits.calls,
    upstreams: shownUpstreams(gateway).map(({ upstream, name, mark, since, state }) => ({
      name: upstream.name,
      state: name,
      mark,
      sinceMs: since === null ? null : now - since,
      code: state.cause?.code ?? null,
    })),
    maintenances: maintenances
      .list()
      .filter(({ phase }) => phase !== 'over')
      .map(({ title, phase, upstreams, endsAt }) => ({ title, phase, upstreams, endsAt })),
    lately: latelyOf(recent.past().sightings, now),
    support,
  };
};
