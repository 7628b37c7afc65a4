/** What names stand for, kept fresh while they are used, and served although they are old while a resolver fails. */
import type { Clock, Found, Names, Random, Resolver } from '../domain/ports.ts';
import { goodFirst, inOrder } from '../policy/addresses.ts';
import type { Known } from '../policy/dns-cache.ts';
import { former, isFresh, isOfUse, judge, learn, named } from '../policy/dns-cache.ts';

/** RFC 8305 section 8: how long the addresses of IPv4 wait for those of IPv6. */
const resolutionDelayMs = 50;
/** RFC 8767 section 5: after this an old answer is better than none. */
const patienceMostMs = 1_800;
/** How long a dial that found nobody waits to hear of other addresses. */
const secondLookMs = 500;
/** A host that is down must not become a storm on its resolver. */
const secondLookEveryMs = 250;
/** RFC 8305 section 4 keeps such history; a dead address costs a dial one attempt delay when it is over. */
const badMs = 60_000;
const rememberedMost = 1_000;

const families = [6, 4] as const;
type Family = (typeof families)[number];

/** Keeps the newest. */
const bounded = <K, V>(map: Map<K, V>): void => {
  const [oldest] = map.keys();
  if (map.size > rememberedMost && oldest !== undefined) map.delete(oldest);
};

interface Entry {
  known: Known | null;
  asking: Promise<void> | null;
  askedAt: number;
}

const unasked = (): Entry => ({ known: null, asking: null, askedAt: -Infinity });

interface Parts {
  readonly clock: Clock;
  readonly random: Random;
  readonly resolver: Resolver;
}

export class NameCache implements Names {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #resolver: Resolver;
  readonly #entries = new Map<string, Readonly<Record<Family, Entry>>>();
  readonly #badUntil = new Map<string, number>();

  constructor({ clock, random, resolver }: Parts) {
    this.#clock = clock;
    this.#random = random;
    this.#resolver = resolver;
  }

  async find(name: string, connectMs: number): Promise<Found> {
    const local = this.#resolver.local(name);
    if (local !== null) return this.#local(local);
    const now = this.#clock.now();
    const entry = this.#entryOf(name);
    const judged = families.map((family) => ({ family, verdict: judge(entry[family].known, now) }));
    for (const { family, verdict } of judged) if (verdict !== 'use') this.#ask(name, family);
    const mustWait = judged.some(({ verdict }) => verdict === 'old' || verdict === 'ask');
    // Half of the connect clock is left for connecting.
    if (mustWait) await this.#wait(entry, Math.min(patienceMostMs, connectMs / 2));
    return this.#found(entry);
  }

  async again(name: string): Promise<Found | null> {
    if (this.#resolver.local(name) !== null) return null;
    const entry = this.#entryOf(name);
    const now = this.#clock.now();
    const isRecent = families.some(
      (family) => entry[family].asking === null && now - entry[family].askedAt < secondLookEveryMs,
    );
    if (isRecent) return null;
    for (const family of families) this.#ask(name, family);
    await this.#wait(entry, secondLookMs);
    return this.#found(entry);
  }

  dialled(address: string, isGood: boolean): void {
    this.#badUntil.delete(address);
    if (isGood) return;
    this.#badUntil.set(address, this.#clock.now() + badMs);
    bounded(this.#badUntil);
  }

  #entryOf(name: string): Readonly<Record<Family, Entry>> {
    const known = this.#entries.get(name);
    if (known !== undefined) return known;
    const entry = { 4: unasked(), 6: unasked() };
    this.#entries.set(name, entry);
    bounded(this.#entries);
    return entry;
  }

  /** One question at a time for a name and family, however many wait for it. */
  #ask(name: string, family: Family): void {
    const entry = this.#entryOf(name)[family];
    if (entry.asking !== null) return;
    entry.askedAt = this.#clock.now();
    entry.asking = this.#learn(name, family, entry);
  }

  async #learn(name: string, family: Family, entry: Entry): Promise<void> {
    const said = await this.#resolver.ask(name, family);
    entry.known = learn(entry.known, said, { now: this.#clock.now(), draw: this.#random.draw() });
    entry.asking = null;
  }

  /** Until both families are answered, one is and the other had its moment, or what is old is better than nothing. */
  async #wait(entry: Readonly<Record<Family, Entry>>, patienceMs: number): Promise<void> {
    const over = new AbortController();
    const now = this.#clock.now();
    const { 6: six, 4: four } = entry;
    const has = ({ known }: Entry): boolean => isOfUse(known, now);
    const [ofSix, ofFour] = [six.asking ?? Promise.resolve(), four.asking ?? Promise.resolve()];
    const both = ofSix.then(() => ofFour);
    const aMoment = (): Promise<void> => this.#clock.sleep(resolutionDelayMs, over.signal);
    await Promise.race([
      both,
      ofSix.then(() => (has(six) ? undefined : both)),
      ofFour.then(() => (has(four) ? aMoment() : both)),
      has(six) || has(four) ? this.#clock.sleep(patienceMs, over.signal) : both,
    ]);
    over.abort();
  }

  #found(entry: Readonly<Record<Family, Entry>>): Found {
    const now = this.#clock.now();
    const known = families.flatMap((family) => entry[family].known ?? []);
    const isBad = this.#isBad(now);
    const order = (addresses: readonly string[]): readonly string[] =>
      inOrder(addresses, { draw: this.#random.draw(), isBad });
    // What a resolver could not say weighs more than that a family has no addresses.
    const why = known.find(({ isFailing }) => isFailing) ?? known.find(({ code }) => code !== null);
    return {
      addresses: order(known.flatMap((one) => named(one, now))),
      former: order(known.flatMap((one) => former(one, now))),
      isStale: !known.some((one) => isFresh(one, now)),
      code: why?.code ?? 'ETIMEOUT',
    };
  }

  /** In the order they are written in. */
  #local(addresses: readonly string[]): Found {
    const ordered = goodFirst(addresses, this.#isBad(this.#clock.now()));
    return { addresses: ordered, former: [], isStale: false, code: 'ENOTFOUND' };
  }

  #isBad(now: number): (address: string) => boolean {
    return (address) => now < (this.#badUntil.get(address) ?? 0);
  }
}
