/** Troubles that nobody should notice: three equals of which one fails, and more calls than there is room for. */
import { faulty, need, scenario, type Group, type Scenario } from './scenario.ts';

const groups: readonly Group[] = ['prevent'];

/** A caller every 50 ms; an answer takes 0.9 s at full speed. */
const steady = { everyMs: 50, limitMs: 15_000 } as const;

/** Eight calls at once, 0.1 s to the first word and then 60 words of 15 ms and a little more: 7.5 a second on an idle machine. */
const capacityPerSecond = 7.5;
/** Most of it; a busy machine serves less. */
const goodShare = 0.8;

export const prevent: readonly Scenario[] = [
  scenario(
    {
      id: 'P01',
      title: 'one of three dies on every call, its model list is well',
      groups,
      primary: faulty('reset-before-head'),
    },
    {
      formation: 'trio',
      load: { ...steady, count: 200 },
      checks: [need({ kind: 'amplification', fromMs: 1000, most: 1.05 })],
    },
  ),
  scenario(
    {
      id: 'P02',
      title: 'one of three takes 3 s to its first word, its model list is well',
      groups,
      primary: faulty('slow-first-token', { params: { ms: 3000 } }),
    },
    {
      formation: 'trio',
      load: { ...steady, count: 280 },
      checks: [
        need({ kind: 'slow-share', fromMs: 6000, slowMs: 1500, most: 0.03 }),
        need({ kind: 'amplification', fromMs: 1000, most: 1.2 }),
      ],
    },
  ),
  scenario(
    {
      id: 'P03',
      title: 'ten times the calls there is room for',
      groups,
      primary: faulty('few-slots'),
    },
    {
      backup: null,
      ideal: 'fair',
      // Callers who wait for five seconds and then leave.
      timeouts: { total: '5s' },
      load: { everyMs: 13, count: 750, limitMs: 12_000 },
      checks: [
        need({ kind: 'goodput', fromMs: 3000, untilMs: 9000, perSecond: capacityPerSecond * goodShare }),
        need({ kind: 'amplification', fromMs: 1000, most: 1.2 }),
      ],
    },
  ),
  scenario(
    {
      id: 'P04',
      title: 'three are restarted in turn, what runs on them is cut',
      groups,
      primary: faulty('reset-at-once', { lasts: { kind: 'in-turn', everyMs: 4000, ms: 2000 } }),
    },
    {
      formation: 'trio',
      backup: faulty('reset-at-once', { lasts: { kind: 'in-turn', everyMs: 4000, ms: 2000 } }),
      load: { ...steady, count: 260 },
      checks: [need({ kind: 'amplification', fromMs: 1000, most: 1.2 })],
    },
  ),
];
