/** How long troubles lasted here: one open trouble per upstream (or model there), a bounded history of those that are over. */
import type { Cause, CauseCode, Family } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import type { AttemptRecord, CallEnded } from '../domain/event.ts';
import type { Expected } from '../policy/duration.ts';
import { expectedDuration } from '../policy/duration.ts';
import type { Lasted } from '../policy/duration/survival.ts';
import type { Marker } from '../policy/root-cause/sighting.ts';

/** A trouble that is over, or was last seen going on. */
export interface Episode extends Lasted {
  readonly code: CauseCode;
  readonly family: Family;
}

interface Trouble {
  readonly code: CauseCode;
  readonly family: Family;
  readonly startedAt: number;
  lastBadAt: number;
  /** When it was seen to be well again. A failure soon after takes that back. */
  wellAt: number | null;
}

/** Failures closer together than this are one trouble, whatever went well in between. */
const joinMs = 30_000;
/** Without contact for so long, nobody knows when it ended. */
const lostMs = 600_000;
const keepPerCode = 200;

/** Failures that say something of the other end's state; all others end with their call. */
const isLasting = ({ code, family }: Cause): boolean => traits[code].hurts !== 'nothing' || family === 'maintenance';

const lasted = ({ startedAt, lastBadAt, wellAt }: Trouble): Lasted =>
  wellAt === null
    ? { ms: lastBadAt - startedAt, hasEnded: false }
    : { ms: Math.max(wellAt, lastBadAt) - startedAt, hasEnded: true };

const ofModel = (upstream: string, model: string): string => `${upstream}\n${model}`;

export class Durations {
  readonly #open = new Map<string, Trouble>();
  readonly #over = new Map<CauseCode, Episode[]>();

  /** `history`: what `episodes` gave before a restart. */
  constructor(history: readonly Episode[] = []) {
    for (const episode of history) this.#keep(episode);
  }

  learn(event: CallEnded): void {
    for (const attempt of event.attempts) {
      if (attempt.dropped) continue;
      if (attempt.cause !== null) this.#bad(event, attempt, attempt.cause);
      else if (this.#open.size > 0) this.#good(event, attempt);
    }
  }

  probe(upstream: string, at: number, cause: Cause | null): void {
    if (cause === null) this.#well(upstream, { startedAt: at, wellAt: at });
    else if (isLasting(cause)) this.#ill(upstream, at, cause);
  }

  #bad({ at, cause: final }: CallEnded, attempt: AttemptRecord, first: Cause): void {
    // The call's own cause is the corrected one.
    const cause = final !== null && final.code === first.code && final.upstream === first.upstream ? final : first;
    if (!isLasting(cause)) return;
    const { upstream, model, startedMs, phases } = attempt;
    const key = traits[cause.code].hurts === 'model' ? ofModel(upstream, model) : upstream;
    this.#ill(key, at + startedMs + (phases.end ?? 0), cause);
  }

  #good({ at }: CallEnded, { upstream, model, startedMs, phases }: AttemptRecord): void {
    const startedAt = at + startedMs;
    const when = { startedAt, wellAt: startedAt + (phases.firstByte ?? phases.end ?? 0) };
    this.#well(upstream, when);
    this.#well(ofModel(upstream, model), when);
  }

  #ill(key: string, at: number, { code, family }: Cause): void {
    const known = this.#open.get(key);
    if (known !== undefined && this.#isSame(known, at)) {
      known.lastBadAt = Math.max(known.lastBadAt, at);
      known.wellAt = null;
      return;
    }
    if (known !== undefined) this.#keep({ ...lasted(known), code: known.code, family: known.family });
    this.#open.set(key, { code, family, startedAt: at, lastBadAt: at, wellAt: null });
  }

  #isSame({ wellAt, lastBadAt }: Trouble, at: number): boolean {
    return wellAt === null ? at - lastBadAt <= lostMs : at - wellAt <= joinMs;
  }

  /** An answer that was asked for before the last failure proves nothing. */
  #well(key: string, { startedAt, wellAt }: { readonly startedAt: number; readonly wellAt: number }): void {
    const known = this.#open.get(key);
    if (known === undefined || startedAt < known.lastBadAt) return;
    known.wellAt ??= wellAt;
    if (wellAt - known.wellAt <= joinMs) return;
    this.#open.delete(key);
    this.#keep({ ...lasted(known), code: known.code, family: known.family });
  }

  #keep(episode: Episode): void {
    const kept = this.#over.get(episode.code) ?? [];
    kept.push(episode);
    if (kept.length > keepPerCode) kept.shift();
    this.#over.set(episode.code, kept);
  }

  /** All that is known, those that still go on as far as they were seen; to be given to the next process. */
  episodes(): readonly Episode[] {
    const open = [...this.#open.values()].map((one) => ({ ...lasted(one), code: one.code, family: one.family }));
    return [...this.#over.values()].flat().concat(open);
  }

  /** Since when the trouble at an upstream goes on; `null` when it is well. */
  since(upstream: string, model: string): number | null {
    const known = [this.#open.get(upstream), this.#open.get(ofModel(upstream, model))].find(
      (one) => one !== undefined && one.wellAt === null,
    );
    return known?.startedAt ?? null;
  }

  expected(cause: Cause, around: { model: string; now: number; markers: readonly Marker[] }): Expected | null {
    const { model, now, markers } = around;
    const since = cause.upstream === null ? null : this.since(cause.upstream, model);
    const all = this.episodes();
    return expectedDuration({
      cause,
      elapsedMs: since === null ? 0 : Math.max(0, now - since),
      ofCode: all.filter(({ code }) => code === cause.code),
      ofFamily: all.filter(({ family }) => family === cause.family),
      markers,
      now,
    });
  }
}
