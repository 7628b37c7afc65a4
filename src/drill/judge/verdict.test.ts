/** Verdicts on made-up observations: each rule on its own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scenarios } from '../scenarios/registry.ts';
import {
  advise,
  explainedAs,
  faulty,
  need,
  noted,
  scenario,
  type Check,
  type Claim,
  type Scenario,
} from '../scenarios/scenario.ts';
import { canon } from '../text.ts';
import type { Seen } from '../upstream/ledger.ts';
import { judge } from './claims.ts';
import type { Heard, HeardError, Observation } from './observation.ts';
import { verdictOn, type Verdict } from './verdict.ts';

const id = `req_${'0'.repeat(32)}`;

const error: HeardError = {
  message: 'nobody listens',
  code: 'connection_refused',
  family: 'outage',
  who: 'provider',
  requestId: id,
  why: `/why/${id}`,
};

const answered: Heard = {
  startedAt: 1000,
  firstWordAt: 1100,
  endedAt: 2000,
  outcome: 'answer',
  status: 200,
  headers: { 'x-request-id': id },
  stream: true,
  text: canon,
  model: 'drill-x',
  hasUsage: true,
  data: ['a', 'b'],
  ids: [],
  error: null,
  endMarkAfterError: false,
  note: 'answered',
};

const failed: Heard = {
  ...answered,
  outcome: 'error',
  status: 503,
  text: '',
  data: [],
  headers: {
    'x-request-id': id,
    'proxy-status': 'good-gateway; error=connection_refused',
    'good-gateway-cause': 'outage',
  },
  error,
  note: '503 connection_refused',
};

const attempt = (more: Partial<Seen> = {}): Seen => ({
  n: 1,
  at: 1000,
  method: 'POST',
  path: '/v1/chat/completions',
  model: 'drill-x',
  stream: true,
  lastRole: 'user',
  headerNames: [],
  requestBytes: 100,
  fault: 'unavailable',
  data: [],
  sentBytes: 0,
  goneAt: null,
  doneAt: 1001,
  ...more,
});

const observed = (more: Partial<Observation> = {}): Observation => ({
  startedAt: 1000,
  missedMs: 0,
  heard: [answered],
  told: [],
  seen: { primary: [attempt()], backup: [] },
  alive: true,
  ours: false,
  ...more,
});

const primary = (...seen: readonly Seen[]): Partial<Observation> => ({ seen: { primary: seen, backup: [] } });

const withChecks = (...checks: readonly Check[]): Scenario =>
  scenario({ id: 'X', title: 'x', groups: [], primary: faulty('unavailable') }, { checks });

const plain = withChecks();
const rejection: Scenario = { ...plain, ideal: 'error' };
const yes: Claim = { kind: 'alive' };
const no: Claim = { kind: 'attempts', at: 'primary', min: 9 };

describe('the verdict', () => {
  const cases: readonly [string, Scenario, Partial<Observation>, Verdict][] = [
    ['passes the whole answer', plain, {}, 'pass'],
    ['passes with checks that hold', withChecks(need(yes), advise(yes)), {}, 'pass'],
    ['is partial when an advisory check is broken', withChecks(advise(no)), {}, 'partial'],
    ['fails when a required check is broken, answer or not', withChecks(need(no)), {}, 'fail'],
    ['does not score what is only noted', withChecks(noted(no)), {}, 'pass'],
    ['is safe for a clean error', plain, { heard: [failed] }, 'safe'],
    ['stays safe when only an advisory check is broken', withChecks(advise(no)), { heard: [failed] }, 'safe'],
    ['fails a clean error with a required check broken', withChecks(need(no)), { heard: [failed] }, 'fail'],
    ['fails a hang', plain, { heard: [{ ...answered, outcome: 'hang' }] }, 'fail'],
    ['fails one hang among many', plain, { heard: [answered, { ...answered, outcome: 'hang' }] }, 'fail'],
    [
      'fails a truncated answer shown as a success',
      plain,
      { heard: [{ ...answered, text: canon.slice(0, -1) }] },
      'fail',
    ],
    [
      'fails a doubled word',
      plain,
      { heard: [{ ...answered, text: canon.replace('silent', 'silent silent') }] },
      'fail',
    ],
    ['fails an empty answer shown as a success', plain, { heard: [{ ...answered, text: '' }] }, 'fail'],
    ['passes a rejection that is passed on', rejection, { heard: [failed] }, 'pass'],
    ['is partial when a rejection is routed around', rejection, {}, 'partial'],
    [
      'fails a truncated answer to what should have been rejected',
      rejection,
      { heard: [{ ...answered, text: 'x' }] },
      'fail',
    ],
    [
      'passes a caller that left',
      { ...plain, ideal: 'left' },
      { heard: [{ ...answered, outcome: 'left', text: 'x' }] },
      'pass',
    ],
    [
      'fails when no call ever reached an upstream',
      plain,
      { heard: [failed], seen: { primary: [], backup: [] } },
      'fail',
    ],
    [
      'is content with no call where nobody listens',
      { ...plain, primary: faulty('refused') },
      { heard: [failed], seen: { primary: [], backup: [] } },
      'safe',
    ],
    [
      'passes a fair share: an answer, and an honest error',
      { ...plain, ideal: 'fair' },
      { heard: [answered, failed] },
      'pass',
    ],
    [
      'fails a fair share with a hang',
      { ...plain, ideal: 'fair' },
      { heard: [{ ...answered, outcome: 'hang' }] },
      'fail',
    ],
    ['fails when nothing was asked', plain, { heard: [] }, 'fail'],
  ];
  for (const [name, meant, more, verdict] of cases)
    it(name, () => assert.equal(verdictOn(meant, observed(more)).verdict, verdict));
});

describe('a claim', () => {
  const times = (...at: readonly number[]): readonly Seen[] => at.map((ms, n) => attempt({ at: ms, n }));
  const cases: readonly [string, Claim, Partial<Observation>, 'yes' | 'no' | 'none'][] = [
    ['gap: the second attempt waits', { kind: 'gap', minMs: 1800 }, primary(...times(0, 1900)), 'yes'],
    ['gap: too early', { kind: 'gap', minMs: 1800 }, primary(...times(0, 600)), 'no'],
    ['gap: never came', { kind: 'gap', minMs: 1800 }, primary(...times(0)), 'no'],
    ['burst: within bounds', { kind: 'burst', withinMs: 1500, max: 2 }, primary(...times(0, 1400, 1600)), 'yes'],
    ['burst: hammering', { kind: 'burst', withinMs: 1500, max: 2 }, primary(...times(0, 10, 20)), 'no'],
    ['attempts: between', { kind: 'attempts', at: 'primary', min: 1, max: 2 }, primary(...times(0, 1)), 'yes'],
    ['attempts: one too many', { kind: 'attempts', at: 'primary', max: 1 }, primary(...times(0, 1)), 'no'],
    ['ends: in time', { kind: 'ends', withinMs: 1000 }, {}, 'yes'],
    ['ends: late', { kind: 'ends', withinMs: 999 }, {}, 'no'],
    ['ends: late, because the drill stood still', { kind: 'ends', withinMs: 999 }, { missedMs: 1 }, 'yes'],
    ['compacted: sent once', { kind: 'compacted' }, {}, 'yes'],
    ['compacted: sent again as it was', { kind: 'compacted' }, primary(attempt(), attempt()), 'no'],
    ['compacted: sent again, shorter', { kind: 'compacted' }, primary(attempt(), attempt({ requestBytes: 60 })), 'yes'],
    ['backup-named: not used', { kind: 'backup-named' }, {}, 'none'],
    [
      'backup-named: the model that answered',
      { kind: 'backup-named' },
      { seen: { primary: [], backup: [attempt({ model: 'drill-x' })] } },
      'yes',
    ],
    [
      'backup-named: the model that failed',
      { kind: 'backup-named' },
      { seen: { primary: [], backup: [attempt({ model: 'other' })] } },
      'no',
    ],
    [
      'prefill: refused, and its 400 shown',
      { kind: 'prefill-not-blamed' },
      { heard: [failed], seen: { primary: [], backup: [attempt({ lastRole: 'assistant' })] } },
      'no',
    ],
    [
      'prefill: refused, but answered',
      { kind: 'prefill-not-blamed' },
      { seen: { primary: [], backup: [attempt({ lastRole: 'assistant' })] } },
      'yes',
    ],
    ['down: all served', { kind: 'served-while-down', downMs: 60_000 }, {}, 'yes'],
    ['down: one lost', { kind: 'served-while-down', downMs: 60_000 }, { heard: [answered, failed] }, 'no'],
    ['down: nobody asked', { kind: 'served-while-down', downMs: 0 }, {}, 'no'],
    [
      'back: in time',
      { kind: 'back-on-primary', downMs: 60_000, withinMs: 30_000 },
      primary(attempt({ fault: null, at: 81_000 })),
      'yes',
    ],
    [
      'back: late',
      { kind: 'back-on-primary', downMs: 60_000, withinMs: 30_000 },
      primary(attempt({ fault: null, at: 99_000 })),
      'no',
    ],
    ['back: never', { kind: 'back-on-primary', downMs: 60_000, withinMs: 30_000 }, primary(attempt()), 'no'],
    ['probes: one for a call', { kind: 'sparse-probes', downMs: 60_000 }, primary(attempt()), 'yes'],
    [
      'probes: three for a call',
      { kind: 'sparse-probes', downMs: 60_000 },
      primary(attempt(), attempt(), attempt()),
      'no',
    ],
    ['cancel: seen', { kind: 'cancel-seen', withinMs: 500 }, primary(attempt({ goneAt: 2300, doneAt: null })), 'yes'],
    ['cancel: late', { kind: 'cancel-seen', withinMs: 500 }, primary(attempt({ goneAt: 2900, doneAt: null })), 'no'],
    [
      'cancel: late, because the drill stood still',
      { kind: 'cancel-seen', withinMs: 500 },
      { ...primary(attempt({ goneAt: 2900, doneAt: null })), missedMs: 400 },
      'yes',
    ],
    ['cancel: never', { kind: 'cancel-seen', withinMs: 500 }, primary(attempt()), 'no'],
    [
      'amplification: two for one',
      { kind: 'amplification', fromMs: 0, most: 1.9 },
      primary(attempt(), attempt()),
      'no',
    ],
    ['amplification: one for one', { kind: 'amplification', fromMs: 0, most: 1 }, primary(attempt()), 'yes'],
    [
      'amplification: what came before is left out',
      { kind: 'amplification', fromMs: 500, most: 1 },
      { ...primary(attempt({ at: 400 }), attempt()), startedAt: 0 },
      'yes',
    ],
    ['amplification: nobody asked', { kind: 'amplification', fromMs: 99_000, most: 9 }, {}, 'no'],
    ['slow share: the first word came in time', { kind: 'slow-share', fromMs: 0, slowMs: 100, most: 0 }, {}, 'yes'],
    ['slow share: it came too late', { kind: 'slow-share', fromMs: 0, slowMs: 99, most: 0 }, {}, 'no'],
    [
      'slow share: it never came',
      { kind: 'slow-share', fromMs: 0, slowMs: 100, most: 0.4 },
      { heard: [answered, failed, { ...failed, firstWordAt: null }] },
      'yes',
    ],
    ['goodput: enough', { kind: 'goodput', fromMs: 0, untilMs: 4000, perSecond: 0.25 }, {}, 'yes'],
    ['goodput: not enough', { kind: 'goodput', fromMs: 0, untilMs: 4000, perSecond: 0.26 }, {}, 'no'],
    [
      'goodput: errors are none',
      { kind: 'goodput', fromMs: 0, untilMs: 4000, perSecond: 0.25 },
      { heard: [failed] },
      'no',
    ],
    ['lines: as sent', { kind: 'same-lines' }, primary(attempt({ data: ['a', 'b'] })), 'yes'],
    ['lines: one respelt', { kind: 'same-lines' }, primary(attempt({ data: ['a', 'b '] })), 'no'],
    ['status: another', { kind: 'status', oneOf: [429] }, { heard: [failed] }, 'no'],
    ['explained: not asked of foreign gateways', explainedAs('connection_refused'), { heard: [failed] }, 'none'],
    ['explained: by the error', explainedAs('connection_refused'), { heard: [failed], ours: true }, 'yes'],
    [
      'explained: by another family',
      explainedAs('connection_refused'),
      { heard: [{ ...failed, error: { ...error, family: 'network' } }], ours: true },
      'no',
    ],
    [
      'explained: not at all',
      explainedAs('connection_refused'),
      { heard: [{ ...failed, error: null }], ours: true },
      'no',
    ],
    [
      'explained: by the failed attempt of a rescued call',
      explainedAs('connection_refused'),
      {
        ours: true,
        told: [
          {
            outcome: 'ok',
            family: null,
            code: null,
            who: null,
            attempts: [
              { upstream: 'p', code: 'connection_refused', family: 'outage' },
              { upstream: 'b', code: 'ok', family: null },
            ],
          },
        ],
      },
      'yes',
    ],
    [
      'explained: two attempts and no reason for the second',
      explainedAs('connection_refused'),
      {
        ours: true,
        told: [
          {
            outcome: 'ok',
            family: null,
            code: null,
            who: null,
            attempts: [
              { upstream: 'p', code: null, family: null },
              { upstream: 'b', code: null, family: null },
            ],
          },
        ],
      },
      'no',
    ],
  ];
  for (const [name, claim, more, kind] of cases)
    it(`${name}: ${kind}`, () => assert.equal(judge(claim, observed(more)).kind, kind));
});

describe('our contract', () => {
  const told = { outcome: 'failed', family: 'outage', code: 'connection_refused', who: 'provider', attempts: [] };
  const inBand: Heard = { ...failed, status: 200, headers: { 'x-request-id': id } };
  const cases: readonly [string, Partial<Observation>, RegExp | null][] = [
    ['is kept by an explained error', { heard: [failed], told: [told] }, null],
    ['is kept by an error inside a stream', { heard: [inBand], told: [{ ...told, outcome: 'incomplete' }] }, null],
    ['is broken by a bare error', { heard: [{ ...failed, error: null }], told: [told] }, /a bare error/],
    [
      'is broken by a stream that just stops',
      { heard: [{ ...inBand, error: null }], told: [told] },
      /broke off without an error event/,
    ],
    [
      'is broken by an end mark after the error',
      { heard: [{ ...inBand, endMarkAfterError: true }], told: [told] },
      /end mark follows/,
    ],
    [
      'is broken by an answer without our id',
      { heard: [{ ...answered, headers: {} }], told: [{ ...told, outcome: 'ok', code: null }] },
      /X-Request-Id/,
    ],
    [
      'is broken by an error that lacks its blame',
      { heard: [{ ...failed, error: { ...error, who: null } }], told: [told] },
      /lacks who/,
    ],
    [
      'is broken by an error without Proxy-Status',
      { heard: [{ ...failed, headers: { 'x-request-id': id, 'good-gateway-cause': 'outage' } }], told: [told] },
      /Proxy-Status/,
    ],
    ['is broken by a silent /why', { heard: [failed], told: [null] }, /why has nothing/],
    [
      'is broken by a /why that says something else',
      { heard: [failed], told: [{ ...told, code: 'overloaded' }] },
      /another code/,
    ],
    [
      'is kept where a provider’s own 4xx keeps its code',
      {
        heard: [
          {
            ...failed,
            status: 400,
            headers: { ...failed.headers, 'good-gateway-cause': 'client' },
            error: { ...error, code: 'theirs', family: 'client' },
          },
        ],
        told: [{ ...told, family: 'client' }],
      },
      null,
    ],
    [
      'is broken by ids that do not count',
      {
        heard: [{ ...answered, ids: ['s:1', 's:3'], headers: { 'x-request-id': id, 'good-gateway-stream': 's' } }],
        told: [{ ...told, outcome: 'ok' }],
      },
      /do not count/,
    ],
  ];
  for (const [name, more, broken] of cases) {
    it(name, () => {
      const checked = verdictOn(plain, observed({ ours: true, ...more })).checks.find(
        ({ check }) => check === 'contract',
      );
      assert.equal(checked?.holds, broken === null ? 'yes' : 'no', checked?.says ?? '');
      if (broken !== null) assert.match(checked?.says ?? '', broken);
    });
  }
});

describe('the scenarios', () => {
  it('have ids of their own', () => assert.equal(new Set(scenarios.map((one) => one.id)).size, scenarios.length));
  it('hold the sixteen of Failover Bench', () =>
    assert.deepEqual(
      scenarios.filter(({ groups }) => groups.includes('bench')).map((one) => one.id),
      Array.from({ length: 16 }, (_, n) => `S${String(n + 1).padStart(2, '0')}`),
    ));
  it('are quick where they say so: each has a limit of at most 40 s', () => {
    for (const { id: name, load } of scenarios.filter(({ groups }) => groups.includes('quick')))
      assert.ok(load.limitMs <= 40_000, name);
  });
});
