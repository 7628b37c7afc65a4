/** How events that were sent at even times arrive: whoever holds them back on the way shows it in their gaps. */
import { now, orElse, round, whyFailed } from './ask.ts';

const waitMs = 9_000;

export interface Arrivals {
  /** `stalled`: nothing more came for too long. `refused`: another answer than a stream. */
  readonly ended: 'whole' | 'cut' | 'stalled' | 'refused';
  readonly status: number | null;
  /** How many were promised. */
  readonly of: number | null;
  /** Both from the first event. */
  readonly arrivals: readonly { readonly sentMs: number; readonly atMs: number }[];
  /** From asking to the first event. */
  readonly headMs: number | null;
}

interface Sent {
  readonly of: number;
  readonly sentMs: number;
}

const eventIn = (text: string): Sent | null => orElse(() => JSON.parse(text.replace(/^data: /, '')) as Sent, null);

class Reading {
  readonly #startedAt = now();
  readonly #arrivals: { readonly sentMs: number; readonly atMs: number }[] = [];
  #firstAt: number | null = null;
  #of: number | null = null;
  #rest = '';

  take(text: string): void {
    const at = now();
    const parts = (this.#rest + text).split('\n\n');
    this.#rest = parts.pop() ?? '';
    for (const event of parts.map(eventIn)) {
      if (event === null) continue;
      this.#firstAt ??= at;
      this.#of = event.of;
      this.#arrivals.push({ sentMs: event.sentMs, atMs: round(at - this.#firstAt) });
    }
  }

  end(ended: Arrivals['ended'], status: number | null): Arrivals {
    const isShort = ended === 'whole' && this.#arrivals.length !== this.#of;
    const headMs = this.#firstAt === null ? null : round(this.#firstAt - this.#startedAt);
    return { ended: isShort ? 'cut' : ended, status, of: this.#of, arrivals: this.#arrivals, headMs };
  }
}

const hear = async (query: string): Promise<Arrivals> => {
  const reading = new Reading();
  let status: number | null = null;
  try {
    const answer = await fetch(`/doctor/events?${query}`, { cache: 'no-store', signal: AbortSignal.timeout(waitMs) });
    status = answer.status;
    if (!answer.ok || answer.body === null) return reading.end('refused', status);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return reading.end('whole', status);
      reading.take(value);
    }
  } catch (error) {
    return reading.end(whyFailed(error) === 'timeout' ? 'stalled' : 'cut', status);
  }
};

const beatMs = 20;
/** Half the time between two events: what is seen so late tells nothing of the way. */
const stillMs = 100;
const mostTries = 3;

/** How long the page itself stood still in one piece while something went on. Ticks of a hidden page are slowed down by the browser, which says nothing. */
const stoodWhile = async <T>(act: () => Promise<T>): Promise<{ readonly found: T; readonly stoodMs: number }> => {
  let [at, stoodMs] = [now(), 0];
  const look = (): void => {
    if (!document.hidden) stoodMs = Math.max(stoodMs, now() - at - beatMs);
    at = now();
  };
  const timer = setInterval(look, beatMs);
  try {
    const found = await act();
    look();
    return { found, stoodMs };
  } finally {
    clearInterval(timer);
  }
};

/** Heard again where this device was too busy to see when the events came: the quietest time counts. */
export const arrivalsOf = async (query: string): Promise<Arrivals> => {
  let best = await stoodWhile(() => hear(query));
  for (let tries = 1; tries < mostTries && best.found.ended === 'whole' && best.stoodMs > stillMs; tries++) {
    const next = await stoodWhile(() => hear(query));
    if (next.found.ended !== 'whole' || next.stoodMs < best.stoodMs) best = next;
  }
  return best.found;
};
