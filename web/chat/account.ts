/** Who is signed in, by a cookie that no script can read: asked of the gateway, which knows. */
import { signal } from '@preact/signals';

export type AccountState = 'unknown' | 'open' | 'signed-in' | 'expired' | 'signed-out';

const states: readonly unknown[] = ['open', 'signed-in', 'expired', 'signed-out'];
const notReached = 'The gateway cannot be reached now. Try again in a moment.';

interface Said {
  readonly state?: unknown;
  readonly error?: { readonly message?: unknown };
}

export class Account {
  readonly state = signal<AccountState>('unknown');

  async look(): Promise<void> {
    await this.#ask({ method: 'GET' });
  }

  /** What went wrong, in words; `null` when it went well. */
  async signIn(key: string): Promise<string | null> {
    const headers = { 'content-type': 'application/json' };
    return this.#ask({ method: 'POST', headers, body: JSON.stringify({ key }) });
  }

  async signOut(): Promise<void> {
    await this.#ask({ method: 'DELETE' });
  }

  async #ask(init: RequestInit): Promise<string | null> {
    try {
      const response = await fetch('/session', init);
      const { state, error } = (await response.json()) as Said;
      if (states.includes(state)) this.state.value = state as AccountState;
      if (response.ok) return null;
      return typeof error?.message === 'string' ? error.message.replace(/\s*Why: \S+$/, '') : notReached;
    } catch {
      return notReached;
    }
  }
}
