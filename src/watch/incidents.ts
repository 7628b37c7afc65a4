/** Looks at the counts every few seconds, and lets alarms open, move on and end incidents. */
import type { Fared, Incident, Where } from '../domain/incident.ts';
import { isDeclared, isOpen } from '../domain/incident.ts';
import type { Clock } from '../domain/ports.ts';
import type { Counted } from '../policy/incident/course.ts';
import { faredIn, piecesOf } from '../policy/incident/course.ts';
import { stepsFor } from '../policy/incident/lifecycle.ts';
import type { Alarm, Looking } from '../policy/incident/candidate.ts';
import { keyOf, toldIn, unexplained, usualAt } from '../policy/incident/candidate.ts';
import type { Rest } from '../policy/incident/over.ts';
import { restingOf } from '../policy/incident/over.ts';
import { announcedEnd } from '../policy/incident/overrun.ts';
import { alarmsOf, isInside } from '../policy/incident/place.ts';
import type { Promised } from '../policy/incident/promise.ts';
import { isKeptAgain, overspentOf } from '../policy/incident/promise.ts';
import type { Usual } from '../policy/incident/signals.ts';
import { learned, silenceOf, unknownUsual } from '../policy/incident/signals.ts';
import type { Cell, History } from '../policy/incident/tally.ts';
import { addedUp, codesIn, isIn, placesOf, sliceMs, sumAt } from '../policy/incident/tally.ts';
import type { Checks } from './incident-checks.ts';
import { CheckWitness, isAbout, ownChecks } from './incident-checks.ts';
import type { IncidentTurn } from './incident-turn.ts';
import type { Asked, Reading } from '../policy/incident/reading.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Tallies } from '../state/tallies.ts';

export const lookEveryMs = 5_000;
/** An alarm holds once two of three looks saw it. */
const looksKept = 3;
const looksNeeded = 2;
/** In an announced peak the first one counts: being early is worth a false alarm. */
const looksNeededInPeak = 1;

/** That calls fail because the gateway reaches nobody is the same trouble, better known. */
const nameOf = ({ where, signal }: Alarm): string =>
  `${signal.kind === 'network' ? 'failures' : signal.kind}\n${keyOf(where)}`;

/** Who did not look for so long, or whose clock was set, has seen nothing of that time. */
const blindMs = 6 * lookEveryMs;

/** A minute: by then what is wrong in a slice has given an alarm. */
const provenSlices = 6;

export interface IncidentWatchParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly tallies: Tallies;
  readonly incidents: Incidents;
  readonly checks: () => Checks;
  /** Names of upstreams whose provider says itself that something is wrong. */
  readonly troubledProviders: () => readonly string[];
  /** Whether planned work explains what is wrong at an upstream. */
  readonly isPlanned: (upstream: string) => boolean;
  /** Whether it is to be back by plan, and is not. */
  readonly isOverdue: (upstream: string) => boolean;
  /** Whether many people are expected now. */
  readonly isPeak: () => boolean;
  /** Whether another gateway on the same store sees it go on. */
  readonly isAlarmedElsewhere: (id: string) => boolean;
  /** What tells upstreams of different owners apart. */
  readonly siteOf: (upstream: string) => string;
  /** Share of calls that are promised an answer, and how the last days were; absent or `null`: nothing was promised. */
  readonly promise?: () => Pick<Promised, 'objective' | 'records'> | null;
  /** Since when a provider's page tells of trouble at an upstream, in ms since the epoch; absent or `null`: it does not. */
  readonly toldSince?: (upstream: string) => number | null;
}

/** How things stand now is told from the last minute. */
const latelyMs = 60_000;

/** A provider may tell of a trouble before our callers meet it. */
const samePageMs = 1_800_000;

const everything: Where = { level: 'everything', name: null };

/** Places that have a usual of their own: a key is too small for one. */
const learntIn = (cells: readonly Cell[]): readonly Where[] =>
  (['everything', 'zone', 'upstream', 'model'] as const).flatMap((level) => placesOf(cells, level));

export class IncidentWatch {
  readonly #parts: IncidentWatchParts;
  readonly #usual = new Map<string, Usual>();
  readonly #witness = new CheckWitness();
  #seen: readonly (readonly Alarm[])[] = [];
  #learnt = 0;
  /** The last slice in which an alarm held. */
  #alarmed = 0;
  #lookedAt: number | null = null;
  /** Number of the slice from which on it has looked without a gap. */
  #watched = 0;

  constructor(parts: IncidentWatchParts) {
    this.#parts = parts;
  }

  /** Tells which incidents go on. */
  look(): readonly string[] {
    const { clock, tallies, incidents } = this.#parts;
    const now = Math.floor(clock.now() / sliceMs);
    this.#mindGaps();
    tallies.age(clock.now());
    const cells = tallies.cells.filter(({ upstream }) => !this.#parts.isPlanned(upstream));
    const alarms = this.#held(this.#alarms(cells, now));
    this.#witness.keepOnly((id) => incidents.find(id)?.resolvedAt === null);
    const followed = incidents.followed((one) => this.#restOf(one, cells));
    const inside = (inner: Where, outer: Where): boolean => isInside(inner, outer, cells);
    const steps = stepsFor({ alarms, followed, isInside: inside, now: clock.now() });
    for (const step of steps) incidents.take(step, (asked) => this.#read(cells, asked));
    incidents.count((asked) => this.#counted(tallies.cells, asked));
    if (alarms.some(({ signal }) => signal.kind !== 'budget')) this.#alarmed = now;
    this.#learn(cells, now);
    const isOn = (one: Incident): boolean => isOpen(one) && !isDeclared(one) && !this.#fare(one, cells).isQuiet;
    return incidents.list().flatMap((one) => (isOn(one) ? [one.id] : []));
  }

  /** What a person told of is over when a person says so; what is late by plan, when it is back. */
  #restOf(incident: Incident, cells: readonly Cell[]): Rest {
    const { where, id, corroboratedBy } = incident;
    const isLate = where.level === 'upstream' && this.#parts.isOverdue(where.name ?? '');
    if (this.#parts.isAlarmedElsewhere(id) || isDeclared(incident) || isLate) return { isQuiet: false, isSure: false };
    const { isQuiet, isSure } = this.#fare(incident, cells);
    // Calls say more than checks do; where none come, the checks are all there is.
    const shown = isSure ? null : this.#witness.says(incident, this.#parts.checks(), this.#parts.clock.now());
    return {
      isQuiet: isQuiet && shown !== 'going on',
      isSure: isSure || shown === 'over' || corroboratedBy.includes(announcedEnd),
    };
  }

  /** What is counted here says so much. */
  #fare(incident: Incident, cells: readonly Cell[]): Rest {
    const { where, kind } = incident;
    if (kind === 'budget') {
      const promised = this.#promised(this.#parts.tallies.cells);
      const isKept = promised === null || isKeptAgain(promised);
      return { isQuiet: isKept, isSure: isKept };
    }
    const inside = cells.filter((cell) => isIn(cell, where));
    const usual = usualAt(where, inside, this.#usual);
    const now = Math.floor(this.#parts.clock.now() / sliceMs);
    return restingOf({ incident, kind, history: addedUp(inside), usual, now });
  }

  #promised(cells: readonly Cell[]): Promised | null {
    const promise = this.#parts.promise?.() ?? null;
    if (promise === null) return null;
    const { long } = unexplained(this.#history(cells, everything), everything, { cells, known: this.#known() });
    return { ...promise, long, now: this.#parts.clock.now() };
  }

  #known(): Looking['known'] {
    const { clock, incidents } = this.#parts;
    return toldIn(incidents.list(), clock.now());
  }

  #mindGaps(): void {
    const { clock, incidents } = this.#parts;
    const now = clock.now();
    const sinceMs = now - (this.#lookedAt ?? -Infinity);
    this.#lookedAt = now;
    if (sinceMs >= 0 && sinceMs < blindMs) return;
    this.#watched = Math.floor(now / sliceMs);
    this.#learnt = Math.min(this.#learnt, this.#watched);
    this.#alarmed = Math.min(this.#alarmed, this.#watched);
    incidents.forgetQuiet();
    this.#witness.keepOnly(() => false);
  }

  #alarms(cells: readonly Cell[], now: number): readonly Alarm[] {
    const { siteOf, tallies } = this.#parts;
    const open = this.#parts.incidents.list().filter(isOpen);
    const found = alarmsOf({ cells, usual: this.#usual, now, siteOf, known: this.#known(), open });
    const silent = silenceOf(
      this.#history(tallies.cells, everything).short,
      this.#usual.get(keyOf(everything)) ?? unknownUsual,
      { now, watched: this.#watched },
    );
    const promised = this.#promised(cells);
    const overspent = promised === null ? null : overspentOf(promised);
    return [
      ...found,
      ...[silent, overspent].flatMap((one) => (one === null ? [] : { where: everything, signal: one })),
    ];
  }

  #history(cells: readonly Cell[], where: Where): History {
    return addedUp(cells.filter((cell) => isIn(cell, where)));
  }

  #held(alarms: readonly Alarm[]): readonly Alarm[] {
    this.#seen = [alarms, ...this.#seen].slice(0, looksKept);
    const times = (alarm: Alarm): number =>
      this.#seen.filter((look) => look.some((one) => nameOf(one) === nameOf(alarm))).length;
    const needed = this.#parts.isPeak() ? looksNeededInPeak : looksNeeded;
    return alarms.filter((alarm) => times(alarm) >= needed);
  }

  /** Each slice teaches what is usual, once no alarm was given for a while after it: what an alarm is made of is not usual. */
  #learn(cells: readonly Cell[], now: number): void {
    const over = now - 1 - provenSlices;
    if (over <= this.#learnt || over <= this.#alarmed) return;
    this.#learnt = over;
    const known = new Set(learntIn(this.#parts.tallies.cells).map(keyOf));
    for (const key of this.#usual.keys()) if (!known.has(key) && key !== keyOf(everything)) this.#usual.delete(key);
    for (const place of learntIn(cells)) {
      const inside = cells.filter((cell) => isIn(cell, place));
      const slice = sumAt(inside, over);
      const key = keyOf(place);
      this.#usual.set(key, learned(this.#usual.get(key) ?? unknownUsual, slice));
    }
  }

  /** Since it was counted last, without the slice that runs. */
  #counted(cells: readonly Cell[], { where, startedAt, from }: Asked): Counted {
    const inside = cells.filter((cell) => isIn(cell, where));
    const until = this.#parts.clock.now();
    const own = { from: Math.max(from, startedAt), until };
    const hit = inside.filter((cell) => faredIn(piecesOf([cell], where.level, own)).failed > 0);
    return {
      pieces: piecesOf(inside, where.level, { from, until }),
      callers: [...new Set(hit.map(({ caller }) => caller))],
      codes: codesIn(inside, own),
    };
  }

  /** From then on, with the slice that runs. */
  #faredSince(cells: readonly Cell[], { level }: Where, from: number): Fared {
    return faredIn(piecesOf(cells, level, { from, until: this.#parts.clock.now() + sliceMs }));
  }

  #read(cells: readonly Cell[], asked: Asked): Reading {
    const { where, startedAt } = asked;
    const inside = cells.filter((cell) => isIn(cell, where));
    return {
      ...this.#counted(inside, asked),
      soFar: this.#faredSince(inside, where, startedAt),
      lately: this.#faredSince(inside, where, this.#parts.clock.now() - latelyMs),
      components: this.#components(cells, asked),
      corroboratedBy: this.#corroborated(where),
      toldAt: this.#toldAt(where, startedAt),
    };
  }

  /** A page that told long before told of something else. */
  #toldAt(where: Where, startedAt: number): number | null {
    const { toldSince = () => null, troubledProviders } = this.#parts;
    const times = troubledProviders()
      .filter(isAbout(where))
      .flatMap((upstream) => toldSince(upstream) ?? [])
      .filter((at) => at >= startedAt - samePageMs);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** By model, whoever asks for one wants to know how it fares: all of its calls, for elsewhere they may be answered. */
  #components(cells: readonly Cell[], { where, startedAt }: Asked): ReadonlyMap<string, Fared> {
    const from = Math.max(this.#parts.clock.now() - latelyMs, startedAt);
    const names = new Set(cells.filter((cell) => isIn(cell, where)).map(({ model }) => model));
    return new Map(
      [...names].map((name) => {
        const place: Where = { level: 'model', name };
        const asked = cells.filter((cell) => isIn(cell, place));
        return [name, this.#faredSince(asked, place, from)];
      }),
    );
  }

  #corroborated(where: Where): readonly string[] {
    const failing = [...this.#parts.checks()].flatMap(([name, state]) => (state === 'failing' ? [name] : []));
    return [
      ...(failing.some(isAbout(where)) ? [ownChecks] : []),
      ...(this.#parts.troubledProviders().some(isAbout(where)) ? ['the provider’s page'] : []),
    ];
  }
}

export const watchIncidents = async (
  parts: IncidentWatchParts,
  { clock, turn }: { readonly clock: Pick<Clock, 'every'>; readonly turn: Pick<IncidentTurn, 'take'> },
  signal: AbortSignal,
): Promise<void> => {
  const watch = new IncidentWatch(parts);
  for await (const _ of clock.every(lookEveryMs, signal)) await turn.take(() => watch.look());
};
