/** The command `serve`: puts the gateway together, runs it until told to stop, and takes it down in order. */
import { dirname, join } from 'node:path';
import type { Answers } from '../domain/answer.ts';
import type { Journal, Listener, Log, Names, Terminal } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import { showAddress } from '../config/units.ts';
import { drain } from '../gateway/drain.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { recover } from '../gateway/recover.ts';
import { malformedReply } from '../http/malformed.ts';
import { Cache } from '../state/cache.ts';
import { Calls } from '../state/calls.ts';
import { Checks } from '../state/checks.ts';
import { Door } from '../state/door.ts';
import { Durations } from '../state/durations.ts';
import { Fleet } from '../state/fleet.ts';
import { Recent } from '../state/recent.ts';
import { Joins } from '../state/joins.ts';
import { Repeats } from '../state/repeats.ts';
import { Lines } from '../state/lines.ts';
import { Scale } from '../state/scale.ts';
import type { Records } from '../state/records.ts';
import { Providers } from '../state/providers.ts';
import { Tallies } from '../state/tallies.ts';
import { factsOf, lineOf } from '../policy/alert/wording.ts';
import { openIncidents, recordsSince } from './serve-incidents.ts';
import { openRecords } from './serve-records.ts';
import { openAlerts } from './serve-alerts.ts';
import { NameCache } from '../state/names.ts';
import { reloadOnChange } from '../watch/reload.ts';
import { readServeArgs, serveHelp } from './serve-args.ts';
import type { ServeArgs } from './serve-args.ts';
import { openAnswers } from './serve-answers.ts';
import type { Rooms } from './serve-doors.ts';
import { doors } from './serve-doors.ts';
import { takeUp } from './serve-take-up.ts';
import type { Running } from './serve-loops.ts';
import { runLoops } from './serve-loops.ts';
import { openTelemetry } from './serve-telemetry.ts';
import { alertGauges, gauges } from './serve-gauges.ts';
import { whyNot } from './serve-why-not.ts';
import { teller } from './serve-tell.ts';
import { announced, openStore, remember } from './serve-past.ts';
import { findSettings } from './serve-settings.ts';
import type { Start } from './serve-settings.ts';
import type { Telemetry } from '../watch/telemetry.ts';
import type { Numbers, World } from './world.ts';

/** Answers that are on their way out when the doors close. */
const closeGraceMs = 2_000;

export const run = async (args: readonly string[], terminal: Terminal, world: World): Promise<number> => {
  const read = readServeArgs(args);
  if (read.kind === 'help') {
    terminal.out(serveHelp);
    return 0;
  }
  if (read.kind === 'wrong') {
    terminal.err(`serve: ${read.message}\nSee: good-gateway serve --help\n`);
    return 64;
  }
  const start = await findSettings({ args: read.args, terminal, world });
  if (start.kind === 'bad') {
    for (const line of start.lines) terminal.err(`${line}\n`);
    return 64;
  }
  const loops = new AbortController();
  try {
    // Before anything else: a start takes its time, and what changes meanwhile is not missed.
    const changes = world.watchFile(start.file, loops.signal);
    return await new Serving({ start, terminal, world, args: read.args, loops, changes }).run();
  } finally {
    loops.abort();
    await start.close();
  }
};

interface Parts {
  readonly start: Extract<Start, { kind: 'ready' }>;
  readonly terminal: Terminal;
  readonly world: World;
  readonly args: ServeArgs;
  /** What ends with the gateway. */
  readonly loops: AbortController;
  readonly changes: AsyncIterable<string>;
}

class Serving {
  readonly #parts: Parts;
  #settings: Settings;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#settings = parts.start.settings;
  }

  async run(): Promise<number> {
    const { world, terminal } = this.#parts;
    const log = world.makeLog({ level: this.#settings.log.level });
    const journal = await openStore({ world, terminal, settings: this.#settings, log });
    if (journal === null) return 1;
    const numbers = world.makeMetrics((name) => this.#settings.routes.has(name));
    const calls = new Calls((act) => world.soon(act));
    const answers = openAnswers({ world, terminal, settings: this.#settings, log, calls });
    if (answers === null) {
      await journal.close();
      return 1;
    }
    const tallies = new Tallies(
      (upstream) => this.#settings.upstreams.find(({ name }) => name === upstream)?.zone ?? null,
    );
    const { clock, random } = world;
    const resolver = world.openResolver(() => this.#settings.dns.servers);
    const names = new NameCache({ clock, random, resolver });
    const send = world.openSender(names);
    const { version } = world;
    const settings = (): Settings => this.#settings;
    const telemetry = openTelemetry({ clock, random, log, settings, send, numbers, version });
    const keeping = await openRecords({ ...world, log }, journal.documents);
    const { records } = keeping;
    const gateway = this.#gateway({ log, journal, numbers, answers, calls, tallies, records, names, telemetry });
    const maintenances = await announced(gateway, journal.documents);
    gauges(numbers, gateway, journal);
    await remember(gateway, journal);
    await recover(gateway, journal);
    const incidents = await openIncidents(gateway, journal.documents);
    const alerts = await openAlerts(gateway, journal.documents, incidents);
    const courier = world.openCourier(send, names, { lineOf, factsOf });
    alertGauges(numbers, { gateway, incidents, alerts });
    const since = await recordsSince(gateway, journal.documents);
    const providers = new Providers({ ...gateway, pages: () => this.#settings.incidents.providers });
    const kept = { maintenances, incidents, tallies, keeping };
    const told = { ...kept, alerts, courier, providers, telemetry, since };
    const rooms = { gateway, numbers, journal, ...told };
    const listeners = await this.#listen(rooms);
    if (listeners !== null) await this.#untilStopped(rooms, listeners);
    await gateway.wire.close();
    await answers.close();
    await journal.close();
    if (listeners !== null) terminal.err('Good Gateway has stopped.\n');
    return listeners === null ? 1 : 0;
  }

  #gateway(parts: {
    log: Log;
    journal: Journal;
    numbers: Numbers;
    answers: Answers;
    calls: Calls;
    tallies: Tallies;
    records: Records;
    names: Names;
    telemetry: Telemetry;
  }): Gateway {
    const { world } = this.#parts;
    const { clock, random } = world;
    const durations = new Durations();
    const settings = (): Settings => this.#settings;
    const fleet = new Fleet({ clock, random, settings: this.#settings });
    const lines = new Lines({ clock, random, fleet, settings });
    return {
      settings,
      clock,
      random,
      wire: world.openWire(clock, parts.names),
      answers: parts.answers,
      fleet,
      lines,
      scale: new Scale({ clock, fleet, lines }),
      checks: new Checks(this.#settings),
      door: new Door(this.#settings, clock),
      calls: parts.calls,
      recent: new Recent(random, this.#settings),
      durations,
      joins: new Joins(),
      repeats: new Repeats(),
      cache: new Cache(this.#settings),
      log: parts.log,
      tell: teller({ ...parts, durations }),
    };
  }

  /** Both listeners, or `null` after saying why not. */
  async #listen(rooms: Rooms): Promise<readonly Listener[] | null> {
    const { gateway } = rooms;
    const { world, terminal, start, args } = this.#parts;
    const token = this.#settings.adminToken ?? (await this.#writeToken());
    const { callers, operators } = await doors(rooms, {
      world,
      demo: start.demo,
      token,
      say: (line) => terminal.err(`  ${line}\n`),
    });
    const { listen, admin: adminAddress, limits } = this.#settings;
    const malformed = (status: 400 | 408 | 431): ReturnType<typeof malformedReply> => malformedReply(gateway, status);
    const opened: Listener[] = [];
    for (const [address, handle] of [
      [listen, callers],
      [adminAddress, operators],
    ] as const) {
      try {
        opened.push(
          await world.listen({
            ...address,
            connections: limits.connections,
            handle: (...visit) => void handle(...visit),
            malformed,
          }),
        );
      } catch (error) {
        terminal.err(`serve: ${whyNot(error, showAddress(address))}\n`);
        await Promise.all(opened.map((listener) => listener.close(0)));
        return null;
      }
    }
    const url = `http://${showAddress({ ...listen, port: opened[0]?.port ?? listen.port })}`;
    this.#greet(url, showAddress({ ...adminAddress, port: opened[1]?.port ?? adminAddress.port }));
    if (args.open) world.openBrowser(url);
    return opened;
  }

  /** The command line finds the operators’ token beside the store; gateways on one store have one. */
  async #writeToken(): Promise<string> {
    const { world } = this.#parts;
    const { store } = this.#settings;
    const token = world.random.hex(32);
    if (store.kind !== 'sqlite') return token;
    return (await world.keepSecret(join(dirname(store.path), 'admin-token'), `${token}\n`)).trim();
  }

  #greet(url: string, admin: string): void {
    const { start, terminal, world } = this.#parts;
    terminal.err(
      `Good Gateway ${world.version}\n  callers    ${url}   (OpenAI SDK: base URL ${url}/v1)\n  operators  http://${admin}\n`,
    );
    for (const note of start.notes) terminal.err(`  ${note}\n`);
  }

  async #untilStopped(rooms: Running, listeners: readonly Listener[]): Promise<void> {
    const { gateway, maintenances } = rooms;
    const { world, terminal, start, loops, changes } = this.#parts;
    const apply = (settings: Settings): void => {
      this.#apply(gateway, settings);
      maintenances.look();
    };
    const running = runLoops(rooms, world, loops.signal);
    const reloading = reloadOnChange({
      changes,
      load: start.reload,
      current: gateway.settings,
      apply,
      log: gateway.log,
    });
    await aborted(terminal.stop);
    terminal.err(
      `Stopping: ${gateway.calls.running} calls are running, they have up to ${Math.ceil(this.#settings.drainMs / 1000)} s.\n`,
    );
    const { cutOff } = await drain(gateway, this.#settings.drainMs);
    if (cutOff > 0) gateway.log.warn({ cutOff }, 'calls were cut off by the drain and told so');
    loops.abort();
    await Promise.all([...listeners.map((listener) => listener.close(closeGraceMs)), running, reloading]);
  }

  #apply(gateway: Gateway, settings: Settings): void {
    const before = this.#settings;
    this.#settings = settings;
    takeUp(gateway, before, settings);
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
