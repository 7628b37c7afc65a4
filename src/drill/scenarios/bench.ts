/** The sixteen scenarios of Failover Bench (github.com/failoverbench/failoverbench, methodology 0.1), restated under their ids. */
import {
  advise,
  faulty,
  healthyCast,
  need,
  noted,
  once,
  scenario,
  type Cast,
  type Claim,
  type Group,
  type Scenario,
} from './scenario.ts';

const slow: readonly Group[] = ['bench'];
const fast: readonly Group[] = ['bench', 'quick'];

const primaryAtMost = (max: number): Claim => ({ kind: 'attempts', at: 'primary', max });

const renamedBackup: Cast = { ...healthyCast, renamed: true };

const outageMs = 60_000;

export const bench: readonly Scenario[] = [
  scenario(
    {
      id: 'S01',
      title: '429 with Retry-After: 2, once',
      groups: fast,
      primary: faulty('rate-limit-seconds', { params: { seconds: 2 }, lasts: once }),
    },
    {
      load: { limitMs: 20_000 },
      checks: [
        advise({ kind: 'attempts', at: 'primary', min: 2 }),
        advise({ kind: 'gap', minMs: 1800 }),
        need({ kind: 'burst', withinMs: 1500, max: 2 }),
      ],
    },
  ),
  scenario(
    { id: 'S02', title: '429 without Retry-After, for ever', groups: fast, primary: faulty('rate-limit') },
    { checks: [need({ kind: 'burst', withinMs: 3000, max: 4 }), need(primaryAtMost(6))] },
  ),
  scenario(
    { id: 'S03', title: '500 once, then healthy', groups: fast, primary: faulty('server-error', { lasts: once }) },
    { load: { limitMs: 20_000 }, checks: [advise({ kind: 'attempts', at: 'primary', min: 2 })] },
  ),
  scenario(
    { id: 'S04', title: '503 for ever', groups: fast, primary: faulty('unavailable') },
    { checks: [need(primaryAtMost(6))] },
  ),
  scenario(
    {
      id: 'S05',
      title: 'connection reset before the head, once',
      groups: fast,
      primary: faulty('reset-before-head', { lasts: once }),
    },
    { load: { limitMs: 20_000 } },
  ),
  scenario(
    {
      id: 'S06',
      title: 'no answer at all for 120 s',
      groups: slow,
      primary: faulty('no-answer', { params: { ms: 120_000 } }),
    },
    { load: { limitMs: 130_000 }, checks: [need({ kind: 'ends', withinMs: 100_000 }), advise(primaryAtMost(1))] },
  ),
  scenario(
    {
      id: 'S07',
      title: 'first word after 20 s',
      groups: slow,
      primary: faulty('slow-first-token', { params: { ms: 20_000 } }),
    },
    { load: { limitMs: 60_000 }, checks: [advise({ kind: 'ends', withinMs: 15_000 })] },
  ),
  scenario({
    id: 'S08',
    title: 'stream cut after 40 of 60 words',
    groups: fast,
    primary: faulty('stream-cut', { params: { words: 40 } }),
  }),
  scenario(
    {
      id: 'S09',
      title: 'stream stalls for 30 s after 20 words',
      groups: slow,
      primary: faulty('stream-stall', { params: { words: 20, ms: 30_000 } }),
    },
    { load: { limitMs: 70_000 }, checks: [need({ kind: 'ends', withinMs: 45_000 }), need({ kind: 'alive' })] },
  ),
  scenario(
    {
      id: 'S10',
      title: 'one event of the stream is broken JSON',
      groups: fast,
      primary: faulty('stream-malformed', { params: { at: 10 } }),
    },
    { load: { limitMs: 30_000 }, checks: [need({ kind: 'alive' }), advise({ kind: 'whole' })] },
  ),
  scenario(
    { id: 'S11', title: 'stream is complete but for [DONE]', groups: fast, primary: faulty('stream-no-done') },
    { load: { limitMs: 30_000 }, checks: [need({ kind: 'ends', withinMs: 8000 }), advise({ kind: 'usage' })] },
  ),
  scenario(
    {
      id: 'S12',
      title: '400 context length exceeded',
      groups: fast,
      primary: faulty('context-length', { contextWindow: 8_192 }),
    },
    {
      backup: { ...renamedBackup, contextWindow: 131_072 },
      load: { limitMs: 20_000 },
      checks: [need({ kind: 'compacted' })],
    },
  ),
  scenario(
    { id: 'S13', title: '400 from a content filter', groups: fast, primary: faulty('content-filter') },
    {
      ideal: 'error',
      load: { limitMs: 20_000 },
      checks: [
        need({ kind: 'attempts', at: 'primary', min: 1, max: 1 }),
        noted({ kind: 'attempts', at: 'backup', max: 0 }),
      ],
    },
  ),
  scenario(
    {
      id: 'S14',
      title: 'stream cut, and the backup refuses prefill',
      groups: fast,
      primary: faulty('stream-cut', { params: { words: 40 } }),
    },
    { backup: faulty('prefill-refused'), checks: [need({ kind: 'prefill-not-blamed' })] },
  ),
  scenario(
    {
      id: 'S15',
      title: 'down for 60 s, then healthy: 20 calls',
      groups: slow,
      primary: faulty('unavailable', { lasts: { kind: 'for', ms: outageMs } }),
    },
    {
      load: { count: 20, everyMs: 4000, limitMs: 30_000 },
      checks: [
        need({ kind: 'served-while-down', downMs: outageMs }),
        need({ kind: 'back-on-primary', downMs: outageMs, withinMs: 30_000 }),
        noted({ kind: 'sparse-probes', downMs: outageMs }),
      ],
    },
  ),
  scenario(
    { id: 'S16', title: 'failover accounting: model and usage', groups: fast, primary: faulty('unavailable') },
    {
      backup: renamedBackup,
      checks: [need({ kind: 'backup-named' }), advise({ kind: 'usage' }), need(primaryAtMost(6))],
    },
  ),
];
