/** Whether the gateway itself is cut off: nobody shows a sign of life, and they have nothing in common but the way from here. */
import type { Cell } from './tally.ts';
import { sliceMs, sum } from './tally.ts';

/** `siteOf`: what tells upstreams of different owners apart. */
export const isCutOff = (cells: readonly Cell[], since: number, siteOf: (upstream: string) => string): boolean => {
  const start = Math.floor(since / sliceMs);
  const asked = cells.map(({ upstream, history }) => ({
    site: siteOf(upstream),
    all: sum(history.short, start),
    // In the slice it began in some still answered.
    later: sum(history.short, start + 1),
  }));
  const isAlive = asked.some(({ all, later }) => all.bad > all.silent || later.attempts > later.silent);
  const sites = new Set(asked.flatMap(({ site, all }) => (all.silent > 0 ? [site] : [])));
  return !isAlive && sites.size >= 2;
};
