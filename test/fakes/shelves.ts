/** What a store keeps for several gateways at once, in memory: one statement at a time, as a database does. */
import type { Documents, Leases } from '../../src/domain/ports.ts';

export interface Shelves extends Documents, Leases {
  readonly texts: ReadonlyMap<string, string>;
}

const nameOf = (shelf: string, id: string): string => `${shelf}\n${id}`;

export const startShelves = (): Shelves => {
  const texts = new Map<string, string>();
  return {
    texts,
    all: async (shelf, from = '') =>
      [...texts]
        .filter(([name]) => name.startsWith(nameOf(shelf, '')) && name >= nameOf(shelf, from))
        .map(([, text]) => text),
    keep: async (shelf, id, text) => void texts.set(nameOf(shelf, id), text),
    drop: async (shelf, id) => void texts.delete(nameOf(shelf, id)),
    lease: async (shelf, id, { by, now, until }) => {
      const known = texts.get(nameOf(shelf, id));
      const held = known === undefined ? null : (JSON.parse(known) as { by: string; until: number });
      if (held !== null && held.until > now && held.by !== by) return false;
      texts.set(nameOf(shelf, id), JSON.stringify({ by, until }));
      return true;
    },
  };
};
