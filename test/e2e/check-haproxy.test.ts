/** Rules of `check` proven on the real HAProxy: what they find fails, and the fix they give heals it. */
import { begin, cut, healthy, json } from '../fakes/answers.ts';
import {
  type Experiment,
  firstWord,
  orSilence,
  prove,
  streamMeets,
  thinks,
  thinksInBetween,
} from '../fakes/experiment.ts';
import { type Front, post } from '../fakes/front.ts';

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
    models: [thinks],
    config: (lines, addresses) =>
      file({
        defaults: 'timeout connect 500ms\n    timeout client 10m\n    timeout server 10m',
        back: lines,
        servers: server(addresses, 'maxconn 1'),
      }),
    bad: '',
    good: 'timeout queue 30s',
    see: async (front) => (await Promise.all([post(front), post(front)])).toSorted(),
    fails: ['200', '503'],
    works: ['200', '200'],
  },
  {
    rule: 'HAP-CHK-1',
    shows: 'a server that is gone gets its share of calls',
    models: [healthy('well'), healthy('well')],
    config: (lines, addresses) => file({ back: 'retries 0', servers: server(addresses, lines) }),
    bad: '',
    good: 'check inter 100ms fall 1 rise 1',
    see: async (front, [model]) => {
      await model?.close();
      await orSilence(front.saying('is DOWN'));
      return both(front);
    },
    fails: ['200', '503'],
    works: ['200', '200'],
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
    works: ['200', '200'],
  },
  {
    rule: 'HAP-CHK-2',
    shows: 'a server that answers 500 to everything stays in',
    models: [json('{}', 500), healthy('well')],
    config: (lines, addresses) => file({ back: lines, servers: server(addresses, 'check inter 100ms fall 1 rise 1') }),
    bad: '',
    good: 'option httpchk GET /health',
    see: async (front) => {
      await orSilence(front.saying('is DOWN'));
      return both(front);
    },
    fails: ['200', '500'],
    works: ['200', '200'],
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
    works: ['200', '200'],
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
    see: (front, models) => streamMeets('SIGUSR1', front, models),
    fails: '200 broken',
    works: '200',
  },
];

prove('haproxy', experiments);
