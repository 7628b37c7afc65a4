/** Whether a claim holds, and what was seen that says so. */

/** `none`: the claim says nothing about this system, or nothing happened it could be about. */
export interface Holds {
  readonly kind: 'yes' | 'no' | 'none';
  readonly says: string;
}

export const holds = (is: boolean, says: string): Holds => ({ kind: is ? 'yes' : 'no', says });

export const nothingToSay = (says: string): Holds => ({ kind: 'none', says });
