/** Holds what was noticed of a synthetic day against the truth about it. */
import type { Incident } from '../../src/domain/incident.ts';
import { Replay } from '../../src/watch/replay.ts';
import type { SyntheticDay, Truth } from './days.ts';
import { callsOf, dayStart } from './days.ts';

export interface Judged {
  readonly name: string;
  readonly calls: number;
  /** Troubles there were, and those of them that were noticed where they were. */
  readonly truths: number;
  readonly found: number;
  /** Incidents that no trouble explains, and those beyond the first for one trouble. */
  readonly wrong: readonly string[];
  /** From its begin until it was noticed. */
  readonly detectedMs: readonly number[];
  /** How far off its begin was named. */
  readonly startOffMs: readonly number[];
  readonly updates: number;
}

/** What is noticed up to then is of that trouble. */
const lateMs = 1_800_000;

const whereOf = ({ where }: Incident): string => `${where.level} ${where.name ?? ''}`;

const isOf = ({ fromMs, untilMs }: Truth, { noticedAt }: Incident): boolean =>
  noticedAt - dayStart >= fromMs && noticedAt - dayStart < untilMs + lateMs;

const isRight = (truth: Truth, incident: Incident): boolean =>
  isOf(truth, incident) && truth.kinds.includes(incident.kind) && truth.wheres.includes(whereOf(incident));

export const judge = (day: SyntheticDay, chance: () => number): Judged => {
  const zones: Readonly<Record<string, string>> = { a: 'east', b: 'west', c: 'west' };
  const replay = new Replay({
    zoneOf: (upstream) => zones[upstream] ?? null,
    siteOf: (upstream) => upstream,
    afterMs: 0,
  });
  for (const call of callsOf(day, chance)) replay.take(call);
  const { incidents, calls } = replay.end();
  const raised = incidents.filter(({ mergedInto }) => mergedInto === null).toReversed();
  const matched = day.truths.flatMap((truth) => {
    const incident = raised.find((one) => isRight(truth, one));
    return incident === undefined ? [] : [{ truth, incident }];
  });
  const right = new Set(matched.map(({ incident }) => incident.id));
  return {
    name: day.name,
    calls,
    truths: day.truths.length,
    found: matched.length,
    wrong: raised
      .filter(({ id }) => !right.has(id))
      .map(
        (one) => `${one.kind}, ${whereOf(one)}: ${one.title}, ${Math.round((one.noticedAt - dayStart) / 60_000)} min`,
      ),
    detectedMs: matched.map(({ truth, incident }) => incident.noticedAt - dayStart - truth.fromMs),
    startOffMs: matched.map(({ truth, incident }) => incident.startedAt - dayStart - truth.fromMs),
    updates: Math.max(0, ...raised.map(({ updates }) => updates.length)),
  };
};
