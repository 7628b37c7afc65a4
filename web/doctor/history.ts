/** What the last walks on this device came to; kept in the browser, so that it can be told whether a trouble comes back. */
import { orElse } from './ask.ts';

const key = 'good-gateway-doctor';
const most = 20;

interface Past {
  readonly at: number;
  readonly trouble: string | null;
}

export const remembered = (): readonly Past[] =>
  orElse(() => JSON.parse(localStorage.getItem(key) ?? '[]') as readonly Past[], []);

export const remember = (trouble: string | null): void =>
  orElse(
    () => localStorage.setItem(key, JSON.stringify([...remembered(), { at: Date.now(), trouble }].slice(-most))),
    undefined,
  );
