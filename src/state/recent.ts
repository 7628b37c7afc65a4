/** A bounded memory of the last minutes: how calls ended, what probes saw, what was done on purpose. Only failures read it. */
import { createHmac } from 'node:crypto';
import type { Cause } from '../domain/cause.ts';
import type { CallEnded } from '../domain/event.ts';
import type { Random } from '../domain/ports.ts';
import type { Scope } from '../domain/scope.ts';
import type { Settings } from '../domain/settings.ts';
import type { RootCause } from '../policy/root-cause.ts';
import { applied, isSettled, rootCause } from '../policy/root-cause.ts';
import { scopeOf } from '../policy/root-cause/scope.ts';
import { sceneOf, sightingsLookedAt } from '../policy/root-cause/scene.ts';
import { placeOf, programOf } from '../policy/root-cause/place.ts';
import { keepMs, Sightings } from './sightings.ts';
import type { Marker, Place, Probe, RecentPast, Sighting } from '../policy/root-cause/sighting.ts';

const keepMarkers = 200;
const markersForMs = 86_400_000;
const keepPrograms = 500;
const fingerprintsPerUpstream = 8;
const fingerprintLength = 80;
/** Of a long request its two ends and its length stand for it. */
const promptEndBytes = 64 * 1024;
/** In a storm of failures so many are looked at anew in each slice of time; the others take what was found for their like. */
const sliceMs = 250;
const looksPerSlice = 5;
/** What happened this long after a failure still tells how wide it was. */
const afterMs = 120_000;

/** A call as far as it is known, with the request it came by. */
export interface Asking {
  readonly call: Sighting['call'];
  readonly userAgent: string | null;
  /** `null` where it is not held. */
  readonly body: Uint8Array | null;
}

const endOf = ({ at, ms }: Sighting['call']): number => at + ms;

const doneAt = (marker: Marker): number => (marker.kind === 'maintenance' ? marker.until : marker.at);

/** So many looks in each slice of time. */
class Allowance {
  #since = -Infinity;
  #taken = 0;

  /** Begins a new slice when the last one is over, or the clock was set back. */
  renew(now: number): boolean {
    if (now - this.#since < sliceMs && now >= this.#since) return false;
    this.#since = now;
    this.#taken = 0;
    return true;
  }

  take(): boolean {
    return this.#taken++ < looksPerSlice;
  }
}

export class Recent {
  readonly #key: string;
  readonly #calls = new Sightings();
  #markers: Marker[] = [];
  #places: ReadonlyMap<string, Place> = new Map();
  readonly #probes = new Map<string, Probe>();
  readonly #fingerprints = new Map<string, string[]>();
  readonly #programs = new Map<string, string | null>();
  /** What was found in the current slice of time, for this very kind of call and for any with the code. */
  readonly #found = new Map<string, RootCause>();
  readonly #looks = new Allowance();
  /** Readers of explanations have their own, so that they never take from calls that are just failing. */
  readonly #readersLooks = new Allowance();

  constructor(random: Random, settings: Settings) {
    this.#key = random.hex(32);
    this.configure(settings);
  }

  configure({ upstreams }: Settings): void {
    this.#places = new Map(upstreams.map((upstream) => [upstream.name, placeOf(upstream)]));
    for (const name of this.#probes.keys()) if (!this.#places.has(name)) this.#probes.delete(name);
    for (const name of this.#fingerprints.keys()) if (!this.#places.has(name)) this.#fingerprints.delete(name);
  }

  /** Nothing is computed for a good call; of the request of one with a failed attempt a keyed digest is kept, never its text. */
  sighting({ call, userAgent, body }: Asking): Sighting {
    const hasFailed = call.attempts.some(({ cause }) => cause !== null);
    const prompt = hasFailed && body !== null ? this.#digest(body) : null;
    return { call, program: this.#program(userAgent), prompt };
  }

  learn(event: CallEnded, asked: Omit<Asking, 'call'>): void {
    this.#calls.add(this.sighting({ call: event, ...asked }));
  }

  probe(upstream: string, probe: Probe): void {
    if (this.#places.has(upstream)) this.#probes.set(upstream, probe);
  }

  mark(marker: Marker): void {
    this.#markers = this.#markers.filter((one) => doneAt(marker) - doneAt(one) < markersForMs).slice(1 - keepMarkers);
    this.#markers.push(marker);
  }

  /** What an upstream calls itself. One that was never seen there before means that something was rolled out. */
  fingerprint(upstream: string, text: string, at: number): void {
    if (!this.#places.has(upstream) || text === '') return;
    const seen = this.#fingerprints.get(upstream) ?? [];
    const shown = text.slice(0, fingerprintLength);
    if (seen.includes(shown)) return;
    this.#fingerprints.set(upstream, [...seen, shown].slice(-fingerprintsPerUpstream));
    if (seen.length > 0) this.mark({ kind: 'version', at, upstream, what: shown, by: null });
  }

  get markers(): readonly Marker[] {
    return this.#markers;
  }

  past(calls?: number): RecentPast {
    return {
      sightings: this.#calls.last(calls),
      probes: this.#probes,
      markers: this.#markers,
      places: this.#places,
    };
  }

  /** The second look at a failure. What one such look may cost is bounded, and so is how many there are. */
  explain(cause: Cause, asking: Asking, now: number): RootCause | null {
    if (isSettled(cause)) return null;
    const sighting = this.sighting(asking);
    const kind = `${cause.code}\n${cause.upstream ?? ''}`;
    const { call, program, prompt } = sighting;
    const key = [kind, call.model, call.caller, program ?? '', prompt ?? ''].join('\n');
    if (this.#looks.renew(now)) this.#found.clear();
    const same = this.#found.get(key);
    const mayLook = same === undefined && this.#looks.take();
    const known = same ?? (mayLook ? undefined : this.#found.get(kind));
    if (known !== undefined) return { ...known, cause: applied(cause, known) };
    if (!mayLook) return null;
    const fresh = rootCause({ cause, sighting, recent: this.past(sightingsLookedAt), now });
    this.#found.set(key, fresh).set(kind, fresh);
    return fresh;
  }

  /** How wide a failure turned out to be, by what is known now; `null` when its time is no longer in memory, or in a storm. */
  scope(event: CallEnded, now: number): Scope | null {
    const { cause } = event;
    const until = Math.min(now, endOf(event) + afterMs);
    if (cause === null || now - endOf(event) > keepMs - afterMs) return null;
    this.#readersLooks.renew(now);
    if (!this.#readersLooks.take()) return null;
    const past = this.past();
    const sightings = past.sightings.filter(({ call }) => endOf(call) <= until);
    const mine = sightings.find(({ call }) => call.id === event.id);
    return mine === undefined ? null : scopeOf(sceneOf(cause, mine, { past: { ...past, sightings }, now: until }));
  }

  #digest(body: Uint8Array): string {
    const hmac = createHmac('sha256', this.#key).update(`${body.length} `);
    if (body.length <= 2 * promptEndBytes) hmac.update(body);
    else hmac.update(body.subarray(0, promptEndBytes)).update(body.subarray(-promptEndBytes));
    return hmac.digest('hex').slice(0, 16);
  }

  #program(userAgent: string | null): string | null {
    if (userAgent === null) return null;
    const known = this.#programs.get(userAgent);
    if (known !== undefined) return known;
    if (this.#programs.size >= keepPrograms) this.#programs.clear();
    const program = programOf(userAgent);
    this.#programs.set(userAgent, program);
    return program;
  }
}
