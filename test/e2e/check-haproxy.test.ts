/** Rules of `check` proven on the real HAProxy: what they find fails, and the fix they give heals it. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { begin, chatBody, cut, healthy, json, silent } from '../fakes/answers.ts';
import {
  expected,
  type Experiment,
  firstWord,
  prove,
  streamMeets,
  thinks,
  thinksInBetween,
} from '../fakes/experiment.ts';
import { type Front, post } from '../fakes/front.ts';
import { until } from '../fakes/patience.ts';
import type { FakeUpstream } from '../fakes/upstream.ts';

const clocks = 'timeout connect 2s\n    timeout client 10m\n    timeout server 10m';

/** All around the one backend. */
const file = ({ mode = 'http', main = '', defaults = clocks, back = '', servers = '' }): string => `global
    ${main}
defaults
    mode ${mode}
    ${defaults}
frontend web
    bind unix@%socket
    default_backend llm
backend llm
    ${back}
    ${servers}
`;

const server = (addresses: readonly string[], parameters = ''): string =>
  addresses.map((address, at) => `server s${at} ${address} ${parameters}`).join('\n    ');

const both = async (front: Front): Promise<readonly string[]> => [await post(front), await post(front)].toSorted();

const isWell = ['200', '200'];

/** A check takes its time to find what is ill, and on a slow machine takes what is well for ill at first. */
const seenByChecks = (front: Front, isMended: boolean): Promise<unknown> =>
  isMended
    ? until('calls that all go where it is well', async () => {
        const seen = await both(front);
        return String(seen) === String(isWell) && seen;
      })
    : both(front);

/** Two calls at a server that takes one: the first is not answered before it shows what becomes of the second. */
const inLine = async (front: Front, [model]: readonly FakeUpstream[], isMended: boolean): Promise<unknown> => {
  assert.ok(model);
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  model.act(hold);
  const calls = [post(front), post(front)];
  const first = await held;
  await expected(!isMended, 'a call that is turned away', Promise.race(calls));
  model.act(healthy('well'));
  first.end(chatBody('well'));
  return (await Promise.all(calls)).toSorted();
};

const experiments: readonly Experiment[] = [
  {
    rule: 'HAP-TMO-2',
    shows: 'a model that thinks is cut off with 504',
    models: [thinks],
    config: (lines, addresses) =>
      file({ defaults: `timeout connect 2s\n    timeout client 10m\n    ${lines}`, servers: server(addresses) }),
    bad: 'timeout server 1s',
    good: 'timeout server 10m',
    see: (front) => post(front),
    fails: '504',
    works: '200',
  },
  {
    rule: 'HAP-TMO-3',
    shows: 'a stream whose model thinks is cut by the clock of the caller',
    models: [thinksInBetween],
    config: (lines, addresses) =>
      file({
        mode: 'tcp',
        defaults: `timeout connect 2s\n    ${lines}\n    timeout server 10m`,
        servers: server(addresses),
      }),
    bad: 'timeout client 1s',
    good: 'timeout client 10m',
    see: (front) => post(front),
    fails: '200 broken',
    works: '200',
  },
  {
    rule: 'HAP-TMO-4',
    shows: 'a call in line is a 503 after the clock of connecting',
    models: [silent],
    config: (lines, addresses) =>
      file({
        defaults: 'timeout connect 500ms\n    timeout client 10m\n    timeout server 10m',
        back: lines,
        servers: server(addresses, 'maxconn 1'),
      }),
    bad: '',
    good: 'timeout queue 30s',
    see: inLine,
    fails: ['200', '503'],
    works: isWell,
  },
  {
    rule: 'HAP-CHK-1',
    shows: 'a server that is gone gets its share of calls',
    models: [healthy('well'), healthy('well')],
    config: (lines, addresses) => file({ back: 'retries 0', servers: server(addresses, lines) }),
    bad: '',
    good: 'check inter 100ms fall 1 rise 1',
    see: async (front, [model], isMended) => {
      await model?.close();
      return seenByChecks(front, isMended);
    },
    fails: ['200', '503'],
    works: isWell,
  },
  {
    rule: 'HAP-RET-1',
    shows: 'all attempts go to the server that is gone',
    models: [healthy('well'), healthy('well')],
    config: (lines, addresses) => file({ back: `retries 1\n    ${lines}`, servers: server(addresses) }),
    bad: '',
    good: 'option redispatch 1',
    see: async (front, [model]) => {
      await model?.close();
      return both(front);
    },
    fails: ['200', '503'],
    works: isWell,
  },
  {
    rule: 'HAP-CHK-2',
    shows: 'a server that answers 500 to everything stays in',
    models: [json('{}', 500), healthy('well')],
    config: (lines, addresses) => file({ back: lines, servers: server(addresses, 'check inter 100ms fall 1 rise 1') }),
    bad: '',
    good: 'option httpchk GET /health',
    see: (front, _models, isMended) => seenByChecks(front, isMended),
    fails: ['200', '500'],
    works: isWell,
  },
  {
    rule: 'HAP-RET-2',
    shows: 'a prompt that met a dying server is a 502, though another one is well',
    models: [cut, healthy('well')],
    config: (lines, addresses) => file({ back: `option redispatch 1\n    ${lines}`, servers: server(addresses) }),
    bad: '',
    good: 'retry-on conn-failure empty-response',
    see: both,
    fails: ['200', '502'],
    works: isWell,
  },
  {
    rule: 'HAP-RET-4',
    shows: 'a long prompt that met a dying server is a 502, though a short one is not',
    models: [cut, healthy('well')],
    config: (lines, addresses) =>
      file({
        main: lines,
        back: 'option redispatch 1\n    retry-on conn-failure empty-response',
        servers: server(addresses),
      }),
    bad: 'tune.bufsize 16384',
    good: 'tune.bufsize 262144',
    see: (front) => post(front, { body: `"${'x'.repeat(64 * 1024)}"` }),
    fails: '502',
    works: '200',
  },
  {
    rule: 'HAP-DRN-1',
    shows: 'a soft stop, as of a reload, cuts a stream that is under way',
    models: [begin(firstWord)],
    config: (lines, addresses) => file({ main: lines, servers: server(addresses) }),
    bad: 'hard-stop-after 1s',
    good: 'hard-stop-after 15m',
    see: streamMeets('SIGUSR1'),
    fails: '200 broken',
    works: '200',
  },
];

prove('haproxy', experiments);
