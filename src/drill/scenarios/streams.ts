/** Faults of streams beyond the bench, in the three dialects, and what callers do to them. */
import type { Operation } from '../../domain/call.ts';
import type { CauseCode } from '../../domain/cause.ts';
import type { FaultName } from '../faults/registry.ts';
import { advise, explainedAs, faulty, healthyCast, need, scenario, type Group, type Scenario } from './scenario.ts';

const groups: readonly Group[] = ['stream', 'quick'];

/** Odd but legal: the text arrives whole, each data line as it was sent. */
const legal = (id: string, title: string, fault: FaultName): Scenario =>
  scenario(
    { id, title, groups, primary: faulty(fault) },
    { backup: null, load: { limitMs: 20_000 }, checks: [need({ kind: 'same-lines' })] },
  );

interface Cut {
  readonly id: string;
  readonly title: string;
  readonly fault: FaultName;
  readonly operation: Operation;
  readonly codes: readonly CauseCode[];
}

/** Broken after words were sent, with nowhere to go: the stream must say so. */
const cut = ({ id, title, fault, operation, codes }: Cut): Scenario =>
  scenario(
    { id, title: `${title}, no backup`, groups, primary: faulty(fault) },
    {
      backup: null,
      ideal: 'error',
      load: { operation, limitMs: 20_000 },
      checks: [need(explainedAs(...codes)), need({ kind: 'attempts', at: 'primary', max: 3 })],
    },
  );

const incomplete = ['http_response_incomplete', 'connection_terminated', 'connection_reset'] as const;

export const streams: readonly Scenario[] = [
  legal('D40', 'packets end inside characters', 'stream-split-utf8'),
  legal('D41', 'lines end with CR LF', 'stream-crlf'),
  legal('D42', 'stream begins with a byte order mark', 'stream-bom'),
  cut({ id: 'D43', title: 'chat reset after 40 words', fault: 'stream-reset', operation: 'chat', codes: incomplete }),
  cut({
    id: 'D44',
    title: 'chat ends in good order, unfinished',
    fault: 'stream-end',
    operation: 'chat',
    codes: incomplete,
  }),
  cut({
    id: 'D45',
    title: 'messages cut after 40 words',
    fault: 'stream-cut',
    operation: 'messages',
    codes: incomplete,
  }),
  cut({
    id: 'D46',
    title: 'responses cut after 40 words',
    fault: 'stream-cut',
    operation: 'responses',
    codes: incomplete,
  }),
  cut({
    id: 'D47',
    title: 'overloaded_error after 10 words',
    fault: 'stream-overloaded',
    operation: 'messages',
    codes: ['overloaded'],
  }),
  scenario(
    { id: 'D48', title: 'the first event is an error', groups, primary: faulty('stream-error-first') },
    { load: { limitMs: 20_000 }, checks: [advise(explainedAs('overloaded'))] },
  ),
  scenario(
    { id: 'D49', title: '[DONE] at once', groups, primary: faulty('immediate-done') },
    { load: { limitMs: 20_000 }, checks: [advise(explainedAs('empty_answer'))] },
  ),
  scenario(
    {
      id: 'D50',
      title: 'heartbeats without content, idle 2 s, no backup',
      groups,
      primary: faulty('stream-heartbeats', { params: { everyMs: 500 } }),
    },
    {
      backup: null,
      ideal: 'error',
      timeouts: { idle: '2s' },
      load: { limitMs: 20_000 },
      checks: [
        need({ kind: 'ends', withinMs: 10_000 }),
        need(explainedAs('connection_read_timeout', 'http_response_timeout')),
        need({ kind: 'cancel-seen', withinMs: 10_000 }),
      ],
    },
  ),
  scenario(
    {
      id: 'D51',
      title: 'slow but moving is not cut, idle 5 s',
      groups,
      primary: faulty('stream-drip', { params: { paceMs: 150 } }),
    },
    // All of it takes nine seconds; what stands still for two of them on a busy machine is no fault.
    { backup: null, timeouts: { idle: '5s' }, load: { limitMs: 30_000 }, checks: [need({ kind: 'same-lines' })] },
  ),
  scenario(
    {
      id: 'D52',
      title: 'caller leaves after 5 words',
      groups,
      primary: faulty('stream-drip', { params: { paceMs: 150 } }),
    },
    {
      backup: null,
      ideal: 'left',
      load: { leaveAfterWords: 5, limitMs: 20_000 },
      checks: [need({ kind: 'cancel-seen', withinMs: 2000 })],
    },
  ),
  scenario(
    { id: 'D53', title: 'what may have had effects is not sent again', groups, primary: faulty('reset-before-head') },
    {
      ideal: 'error',
      load: { operation: 'responses', body: { store: true }, limitMs: 20_000 },
      checks: [
        need({ kind: 'attempts', at: 'primary', min: 1, max: 1 }),
        need({ kind: 'attempts', at: 'backup', max: 0 }),
        need(explainedAs('connection_reset', 'connection_terminated', 'keepalive_race')),
      ],
    },
  ),
  scenario(
    {
      id: 'D54',
      title: 'healthy: every data line as it was sent',
      groups,
      primary: healthyCast,
    },
    {
      backup: null,
      load: { count: 20, everyMs: 20 },
      checks: [need({ kind: 'same-lines' }), need({ kind: 'usage' })],
    },
  ),
];
