/** Sign-ins of the chat: a key shown once, then a token in a cookie, until it expires, is ended, or the key is gone. */
import { hash } from 'node:crypto';
import type { Clock, Documents, Log, Random } from '../domain/ports.ts';
import { objectOf } from '../dialect/reading.ts';
import type { Door } from './door.ts';

/** NIST SP 800-63B-4, section 2.1.3: at its first level a sign-in lasts 30 days at most. */
export const sessionMs = 30 * 86_400_000;
const mostSessions = 10_000;
const shelf = 'session';

export interface Session {
  /** Name of the key. */
  readonly name: string;
  /** In ms since the Unix epoch. */
  readonly expiresAt: number;
}

interface Kept extends Session {
  /** Of token and key together: who reads the store learns neither, and a changed key ends the sign-in. */
  readonly proof: string;
}

export interface SessionParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'hex'>;
  readonly door: Pick<Door, 'digestOf'>;
  readonly documents: Documents;
  readonly log: Pick<Log, 'warn'>;
}

/** Tokens are looked up by their digest, as keys are. */
const idOf = (token: string): string => hash('sha256', token);

const proofOf = (token: string, keyDigest: string): string => hash('sha256', `${token} ${keyDigest}`);

const read = (text: string): readonly (readonly [string, Kept])[] => {
  const { id, name, expiresAt, proof } = objectOf(text) ?? {};
  const isWhole = [id, name, proof].every((one) => typeof one === 'string') && typeof expiresAt === 'number';
  return isWhole ? [[String(id), { name: String(name), expiresAt, proof: String(proof) }]] : [];
};

export class Sessions {
  readonly #parts: SessionParts;
  /** The oldest first. */
  readonly #kept = new Map<string, Kept>();

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** Those from before the last restart. A store that cannot be read costs people a sign-in, no more. */
  async recall(): Promise<void> {
    try {
      const kept = (await this.#parts.documents.all(shelf)).flatMap(read);
      for (const [id, one] of kept.toSorted(([, a], [, b]) => a.expiresAt - b.expiresAt)) this.#kept.set(id, one);
    } catch {
      this.#parts.log.warn({}, 'sign-ins of before cannot be read: the chat asks for its key again');
    }
  }

  /** For whoever has just shown the key of that name. */
  async open(name: string): Promise<{ readonly token: string; readonly session: Session }> {
    const { clock, random, door } = this.#parts;
    const token = random.hex(32);
    const session = { name, expiresAt: clock.now() + sessionMs };
    const id = idOf(token);
    const kept = { ...session, proof: proofOf(token, door.digestOf(name) ?? '') };
    this.#kept.set(id, kept);
    for (const [oldest, { expiresAt }] of this.#kept) {
      if (this.#kept.size <= mostSessions && expiresAt > clock.now()) break;
      await this.#drop(oldest);
    }
    await this.#store('keep', id, JSON.stringify({ id, ...kept }));
    return { token, session };
  }

  /** `null` for a token that is unknown, expired, ended, or whose key is gone from the config or was changed there. */
  find(token: string): Session | null {
    const kept = this.#kept.get(idOf(token));
    if (kept === undefined || kept.expiresAt <= this.#parts.clock.now()) return null;
    const keyDigest = this.#parts.door.digestOf(kept.name);
    return keyDigest !== null && kept.proof === proofOf(token, keyDigest) ? kept : null;
  }

  async end(token: string): Promise<void> {
    await this.#drop(idOf(token));
  }

  async #drop(id: string): Promise<void> {
    this.#kept.delete(id);
    await this.#store('drop', id, '');
  }

  async #store(what: 'keep' | 'drop', id: string, text: string): Promise<void> {
    const { documents, log } = this.#parts;
    try {
      await (what === 'keep' ? documents.keep(shelf, id, text) : documents.drop(shelf, id));
    } catch {
      log.warn({}, 'a sign-in or its end could not be stored: it lasts until the gateway stops');
    }
  }
}
