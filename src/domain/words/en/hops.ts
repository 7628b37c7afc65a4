/** How the hops of a call's way are called, and what is said of each: the same words on every page and in the chat. */
import type { HopStatus } from '../../why.ts';

export type HopMark = 'ok' | 'warn' | 'fail' | 'skip-hop' | 'unknown';

export const hopStates = {
  ok: { mark: 'ok', says: 'well' },
  warn: { mark: 'warn', says: 'well, after trouble' },
  fail: { mark: 'fail', says: 'it failed here' },
  skip: { mark: 'skip-hop', says: 'not reached' },
  unknown: { mark: 'unknown', says: 'not known' },
} as const satisfies Record<HopStatus, { readonly mark: HopMark; readonly says: string }>;

/** Of the one who asked: the request itself stands in the way. */
export const yours = { mark: 'warn', says: 'to be changed here' } as const;

export const hopNames = { you: 'You', gateway: 'Gateway', provider: 'Provider' } as const;

/** Lines of a drawing, 24 by 24: a person, an arch, a stack of machines. */
export const hopIcons = {
  you: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20.5a7.5 7.5 0 0 1 15 0',
  gateway: 'M3.5 21V11.5a8.5 8.5 0 0 1 17 0V21M8.5 21v-8.5a3.5 3.5 0 0 1 7 0V21',
  provider: 'M4 4h16v6.5H4ZM4 13.5h16V20H4ZM7.5 7.25h.01M7.5 16.75h.01M11 7.25h5M11 16.75h5',
} as const satisfies Record<keyof typeof hopNames, string>;
