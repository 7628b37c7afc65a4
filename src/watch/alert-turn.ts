/** Several gateways on one store: one of them tells the sinks, and when it is gone another one goes on where it was. */
import type { Clock, Documents, Leases } from '../domain/ports.ts';
import { objectOf } from '../dialect/reading.ts';
import type { Post } from '../policy/alert/post.ts';
import type { Alerts } from '../state/alerts.ts';
import type { Incidents } from '../state/incidents.ts';

export const alertShelf = 'alert';
const turns = 'alert-turn';
const retries = 'alert-retry';
/** One that dies holds up the alerts for so long. */
const leaseMs = 8_000;
const renewMs = 2_000;

export interface AlertTurnParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly documents: Documents & Leases;
  readonly alerts: Pick<Alerts, 'isTelling' | 'takeOver' | 'standBack' | 'retry'>;
  readonly incidents: Pick<Incidents, 'list'>;
  /** Name of this gateway among those on the store. */
  readonly id: string;
}

/** Safe: only gateways put something on this shelf. */
export const postsIn = (texts: readonly string[]): readonly Post[] =>
  texts.flatMap((text) => objectOf(text) ?? []) as unknown as readonly Post[];

export class AlertTurn {
  readonly #parts: AlertTurnParts;
  #askedAt = -Infinity;

  constructor(parts: AlertTurnParts) {
    this.#parts = parts;
  }

  /** Asks for the turn or keeps it, from time to time. A store that cannot be used stops nobody: told twice is better than never. */
  async take(): Promise<void> {
    const { documents, clock, id } = this.#parts;
    const now = clock.now();
    if (now >= this.#askedAt && now - this.#askedAt < renewMs) return;
    this.#askedAt = now;
    const isOurs = await documents.lease(turns, 'lease', { by: id, now, until: now + leaseMs }).catch(() => true);
    if (isOurs) await this.#hold();
    else await this.#watch();
  }

  /** Another one may go on at once. */
  async leave(): Promise<void> {
    const { documents, clock, id, alerts } = this.#parts;
    if (!alerts.isTelling) return;
    await documents.lease(turns, 'lease', { by: id, now: clock.now(), until: 0 }).catch(() => false);
  }

  async #hold(): Promise<void> {
    const { documents, alerts, incidents } = this.#parts;
    if (!alerts.isTelling) {
      const known = await documents.all(alertShelf).catch(() => []);
      alerts.takeOver(postsIn(known), incidents.list());
    }
    const wishes = await documents.all(retries).catch(() => []);
    for (const wish of wishes) {
      const sink = objectOf(wish)?.['sink'];
      if (typeof sink !== 'string') continue;
      alerts.retry(sink);
      await documents.drop(retries, sink).catch(() => {});
    }
  }

  async #watch(): Promise<void> {
    const { documents, alerts } = this.#parts;
    const known = await documents.all(alertShelf).catch(() => null);
    if (known !== null || alerts.isTelling) alerts.standBack(postsIn(known ?? []));
  }
}

/** Somebody asked another gateway than the one that tells. */
export const askToRetry = (documents: Documents, sink: string): Promise<void> =>
  documents.keep(retries, sink, JSON.stringify({ sink }));
