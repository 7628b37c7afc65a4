/** The rooms of the gateway that notice and tell, put together as `serve` does, on a clock that a script moves. */
import { Hono } from 'hono';
import type { AlertMessage, Courier, Sink } from '../../src/domain/alert.ts';
import type { CallEnded } from '../../src/domain/event.ts';
import { causeOf } from '../../src/domain/cause.ts';
import type { Clock, Log } from '../../src/domain/ports.ts';
import type { Settings } from '../../src/domain/settings.ts';
import { loadSettings } from '../../src/config/load.ts';
import type { Gateway } from '../../src/gateway/gateway.ts';
import { incidentWatchParts } from '../../src/cli/serve-incidents.ts';
import { statusRoutes } from '../../src/http/status/door.ts';
import { Alerts } from '../../src/state/alerts.ts';
import { Fleet } from '../../src/state/fleet.ts';
import type { Change } from '../../src/state/incidents.ts';
import { Incidents } from '../../src/state/incidents.ts';
import { Maintenances } from '../../src/state/maintenances.ts';
import { Providers } from '../../src/state/providers.ts';
import { Checks } from '../../src/state/checks.ts';
import { Recent } from '../../src/state/recent.ts';
import { Records } from '../../src/state/records.ts';
import { Tallies } from '../../src/state/tallies.ts';
import { IncidentTurn } from '../../src/watch/incident-turn.ts';
import { IncidentWatch } from '../../src/watch/incidents.ts';
import { lookAtMaintenances } from '../../src/watch/maintenances.ts';
import { startShelves } from '../../test/fakes/shelves.ts';
import { chanceOf } from '../incidents/days.ts';
import { dayStart, isDown, providerPage } from './script.ts';
import type { Door, Sinks } from './world.ts';
import { openDoor } from './world.ts';

/** Pager for what is critical; the team hears all, but not at night. */
const configWith = (sinks: string): string => `
publicUrl: https://ai.example.org
upstreams:
  north: { url: "https://north.example/v1", models: [large, code], statusPage: { url: "https://status.north.example" } }
  south: { url: "https://south.example/v1", models: [large, small] }
models:
  large: { targets: [{ upstream: north, tier: 1 }, { upstream: south, tier: 2 }] }
  code: { targets: [{ upstream: north }] }
  small: { targets: [{ upstream: south }] }
alerts:
  pager: { kind: pagerduty, key: "0123456789abcdef0123456789abcdef", severity: critical, url: "${sinks}pager", allowPrivate: true }
  team: { kind: slack, url: "${sinks}team", allowPrivate: true, quiet: { from: "22:00", until: "07:00", zone: UTC } }
`;

const settingsOf = (sinks: string, more: string): Settings => {
  const loaded = loadSettings({ text: `${configWith(sinks)}${more}`, file: 'day.yaml', env: {}, baseFolder: '/srv' });
  if (loaded.kind !== 'ok') throw new Error(`the config of the day is wrong: ${JSON.stringify(loaded)}`);
  return loaded.settings;
};

/** A message as it was sent, and to whom. */
export interface Told {
  readonly sink: string;
  readonly message: AlertMessage;
}

export interface Rooms {
  readonly incidents: Incidents;
  readonly maintenances: Maintenances;
  /** A call is over. */
  end(call: CallEnded): void;
  /** The gateway's own check of each upstream. */
  check(): void;
  /** Reads the pages of providers that are due. */
  read(): void;
  look(): void;
  /** Sends what is due; tells what arrived. */
  send(): Promise<readonly Told[]>;
  readonly door: Door;
  onChange(listener: (change: Change) => void): void;
}

const never = new AbortController().signal;
const nothing = (): void => {};
const log: Log = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A stand-in for the whole gateway: what the rooms of incidents ask of it. */
const gatewayOf = (now: () => number, sinks: string, more: string) => {
  const settings = settingsOf(sinks, more);
  const draw = chanceOf(1);
  let ids = 0;
  const random = { draw, hex: (bytes: number) => (++ids).toString(16).padStart(bytes * 2, 'd') };
  // Safe: none of the rooms here waits, all are asked to look.
  const clock = { now, monotonic: now } as unknown as Clock;
  const fleet = new Fleet({ clock, random, settings });
  const recent = new Recent(random, settings);
  const checks = new Checks(settings);
  const parts = { settings: () => settings, clock, random, fleet, recent, checks, log };
  // Safe: the rooms of incidents and the status ask for no other part.
  return { ...parts, gateway: parts as unknown as Gateway };
};

/** A page takes no script from here: it is looked at, not followed. */
const replies = { notKnown: () => new Response('not known', { status: 404 }), script: () => '' };

const linkOf = (id: string): string => `https://ai.example.org/status/incidents/${id}`;

const sent = async (alerts: Alerts, sinks: readonly Sink[], courier: Courier): Promise<readonly Told[]> => {
  const arrived: Told[] = [];
  for (const sink of sinks) {
    const batch = alerts.batch(sink);
    if (batch === null) continue;
    const delivery = await courier.deliver(sink, batch.message, never);
    alerts.settle(batch, delivery);
    if (delivery.kind === 'delivered') arrived.push({ sink: sink.name, message: batch.message });
  }
  return arrived;
};

/** `more`: what the config says beyond that of the day. */
export const openRooms = async (
  now: () => number,
  { url, courier }: Pick<Sinks, 'url' | 'courier'>,
  more = '',
): Promise<Rooms> => {
  const { gateway, clock, random, fleet, recent, settings } = gatewayOf(now, url, more);
  const incidents = new Incidents({ clock, random, publish: () => settings().incidents.publish }, []);
  const maintenances = new Maintenances({ clock, fleet, recent, log, settings }, []);
  const providers = new Providers({ clock, random, pages: () => settings().incidents.providers });
  const tallies = new Tallies(() => null);
  const records = new Records([]);
  const sinks = () => settings().alerts;
  const alerts = new Alerts({ clock, random, sinks, linkOf, keep: nothing, askToRetry: nothing }, []);
  alerts.takeOver([], incidents.list());
  incidents.onChange(({ incident }) => alerts.learn(incident));
  const turn = new IncidentTurn({ clock, incidents, documents: startShelves(), id: 'day' });
  const seen = { gateway, tallies, incidents, maintenances, providers, keeping: { records } };
  const watch = new IncidentWatch(incidentWatchParts(seen, turn));
  const app = new Hono();
  statusRoutes(app, { gateway, incidents, maintenances, providers, records, since: dayStart - 86_400_000 }, replies);
  const door = await openDoor(app);
  return {
    incidents,
    maintenances,
    end: (call) => {
      tallies.learn(call);
      records.learn(call);
    },
    check: () => {
      for (const { name } of settings().upstreams) {
        const at = now();
        const cause = isDown(name, at - dayStart) ? causeOf('connection_refused', { upstream: name }) : null;
        recent.probe(name, { at, cause });
        fleet.probe(name, cause === null ? { kind: 'good', at } : { kind: 'bad', at, cause });
      }
    },
    read: () => {
      for (const { page } of providers.take())
        providers.learn(page, { kind: 'fresh', text: providerPage(now() - dayStart), etag: null });
    },
    look: () => {
      lookAtMaintenances({ clock, maintenances, incidents });
      watch.look();
    },
    send: () => sent(alerts, sinks(), courier),
    door,
    onChange: (listener) => void incidents.onChange(listener),
  };
};
