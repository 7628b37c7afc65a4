/** How the process itself is: whether its loop keeps up, and how much of its memory and descriptors is in use. */
import { readdirSync, readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Vitals } from '../domain/ports.ts';

const resolutionMs = 20;

let delays: ReturnType<typeof monitorEventLoopDelay> | null = null;

/** The 95th percentile of how late ticks were since the last look. */
const lagMs = (): number => {
  if (delays === null) {
    delays = monitorEventLoopDelay({ resolution: resolutionMs });
    delays.enable();
    return 0;
  }
  const late = delays.count === 0 ? 0 : delays.percentile(95) / 1e6 - resolutionMs;
  delays.reset();
  return Math.max(0, late);
};

/** `null` where the system does not say (only Linux has `/proc`), or sets no limit. */
const descriptorLimit = (): number | null => {
  try {
    const limit = Number(/^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
    return Number.isInteger(limit) && limit > 0 ? limit : null;
  } catch {
    return null;
  }
};

const limit = descriptorLimit();

/** Listing a few thousand names takes a millisecond; counting twice a second would be felt beside many streams. */
const countEvery = 10;
let looks = 0;
let descriptors: number | null = null;

const descriptorShare = (): number | null => {
  if (limit === null) return null;
  if (looks++ % countEvery === 0) descriptors = readdirSync('/proc/self/fd').length / limit;
  return descriptors;
};

export const vitals = (): Vitals => {
  const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
  return { lag: lagMs(), heap: used / most, descriptors: descriptorShare() };
};
