/** What the gateway says of itself and of the services behind it, to a doctor: names, states and numbers, no addresses. */
import type { Family } from '../../domain/cause.ts';
import type { About, Lately } from '../../advice/doctor/about.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import type { Maintenances } from '../../state/maintenances.ts';
import type { Sighting } from '../../policy/root-cause/sighting.ts';
import { shownUpstreams } from '../upstreams.ts';

const windowMs = 300_000;

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

/** States in which calls go there, whatever else is said of it. */
const open: ReadonlySet<string> = new Set(['healthy', 'unknown', 'slow']);

const stateOf = ({ gateway }: AboutParts, isClosed: boolean): About['state'] => {
  const { door } = gateway;
  if (isClosed) return 'maintenance';
  if (door.isDraining) return 'draining';
  return door.strain !== null || door.inFlight >= gateway.settings().limits.calls ? 'overloaded' : 'ready';
};

export const aboutGateway = (parts: AboutParts): About => {
  const { gateway, version, maintenances } = parts;
  const { clock, door, recent } = gateway;
  const { support, limits } = gateway.settings();
  const now = clock.now();
  const announced = maintenances.list();
  const ofAll = announced.find(({ phase, upstreams }) => phase === 'active' && upstreams === null);
  return {
    gateway: 'good-gateway',
    version,
    now,
    state: stateOf(parts, ofAll !== undefined),
    strain: door.strain?.says ?? null,
    inFlight: door.inFlight,
    mostInFlight: limits.calls,
    upstreams: shownUpstreams(gateway).map(({ upstream, name, mark, since, state }) => ({
      name: upstream.name,
      state: name,
      mark,
      isUp: open.has(state.state),
      sinceMs: since === null ? null : now - since,
      code: state.cause?.code ?? null,
    })),
    maintenances: announced.flatMap(({ title, phase, upstreams, endsAt }) =>
      phase === 'over' ? [] : [{ title, phase, upstreams, endsAt }],
    ),
    maintenanceUntil: ofAll?.endsAt ?? null,
    lately: latelyOf(recent.past().sightings, now),
    support: support.email ?? support.url,
  };
};
