/** Troubles that nobody should notice: three equals of which one fails, and more calls than there is room for. */
import { faulty, need, scenario, type Group, type Scenario } from './scenario.ts';

const groups: readonly Group[] = ['prevent'];

/** A caller every 50 ms; an answer takes 0.9 s at full speed. */
const steady = { everyMs: 50, limitMs: 15_000 } as const;

/** Eight calls at once, 0.1 s to the first word and then 60 words of 15 ms and a little more: 7.5 a second on an idle machine. */
const capacityPerSecond = 7.5;
/** Most of it; a busy machine serves less. */
const goodShare = 0.8;

/** Three checks at 5 s and less, and some time to see what comes of them. */
const checkedCalls = 170;

/** Nobody turned away from it. */
const staysInUse = [
  need({ kind: 'attempts', at: 'primary', min: checkedCalls }),
  need({ kind: 'attempts', at: 'backup', max: 0 }),
] as const;

const loadingMs = 5_000;

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
  scenario(
    {
      id: 'P05',
      title: 'its health checks are answered with 404, its calls go well',
      groups,
      primary: faulty('check-missing'),
    },
    { load: { ...steady, everyMs: 100, count: checkedCalls }, checks: staysInUse },
  ),
  scenario(
    {
      id: 'P06',
      title: 'its health checks fail, its calls go well',
      groups,
      primary: faulty('check-fails'),
    },
    { load: { ...steady, everyMs: 100, count: checkedCalls }, checks: staysInUse },
  ),
  scenario(
    {
      id: 'P07',
      title: 'two health checks in a row are lost',
      groups,
      primary: faulty('check-fails', { lasts: { kind: 'times', times: 2 } }),
    },
    { load: { ...steady, everyMs: 100, count: checkedCalls }, checks: staysInUse },
  ),
  scenario(
    {
      id: 'P08',
      title: 'it loads its model for 5 s',
      groups,
      primary: faulty('loading', { lasts: { kind: 'for', ms: loadingMs } }),
    },
    {
      load: { ...steady, everyMs: 100, count: 200 },
      checks: [
        need({ kind: 'back-on-primary', downMs: loadingMs, withinMs: 10_000 }),
        need({ kind: 'amplification', fromMs: 1000, most: 1.2 }),
      ],
    },
  ),
  scenario(
    {
      id: 'P09',
      title: 'every kept connection dies as the next call comes',
      groups,
      primary: faulty('resets-reused'),
    },
    {
      load: { ...steady, everyMs: 100, count: 80 },
      // Nobody is blamed for the race, so nothing goes elsewhere, but for second attempts beside one that is slow for other reasons.
      checks: [need({ kind: 'attempts', at: 'primary', min: 80 }), need({ kind: 'attempts', at: 'backup', max: 4 })],
    },
  ),
];
