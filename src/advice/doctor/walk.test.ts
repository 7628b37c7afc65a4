/** Whole walks through a staged world: which hop speaks for all, and what is asked at all. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Asking, Command, Heard } from '../../domain/doctor-ports.ts';
import type { Staged } from '../../../test/fakes/doctor-world.ts';
import { doctorWorld, pageOf } from '../../../test/fakes/doctor-world.ts';
import type { Controls } from './controls.ts';
import { noControls, publicControls } from './controls.ts';
import type { Diagnosis, HopId } from './diagnosis.ts';
import { hopIds } from './diagnosis.ts';
import type { Target } from './target.ts';
import { readTarget } from './target.ts';
import type { WalkWish } from './walk.ts';
import { walk, walkAgain } from './walk.ts';

const controls: Controls = {
  ...noControls,
  controls: [{ name: 'other', address: '198.51.100.1', port: 443, host: null }],
  portals: [{ url: 'http://198.51.100.2/', status: 204, body: '' }],
};

const wishFor = (staged: Staged, url: string, more: Partial<WalkWish> = {}): WalkWish => ({
  world: doctorWorld(staged),
  // Safe: all here are.
  target: readTarget(url) as Target,
  controls,
  callId: null,
  isSpeedWanted: false,
  onHop: () => {},
  ...more,
});

const far = 'http://203.0.113.5/';
const here = 'http://127.0.0.1:5020';

/** The probe of sign-in pages is answered as it should be. */
const fine = (asking: Asking): Heard => (asking.host === '198.51.100.2' ? pageOf(204) : pageOf(200, 'hello'));

const about = (upstream: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    gateway: 'good-gateway',
    state: 'ready',
    upstreams: [{ name: 'one', state: '', mark: 'warn', isUp: false, ...upstream }],
    ...more,
  });

const ofOurs = { 'x-request-id': `req_${'0'.repeat(32)}` };

const ours =
  (facts: string, ready = 200) =>
  ({ path, host }: Asking): Heard => {
    if (host === '198.51.100.2') return pageOf(204);
    if (path === '/doctor/facts') return pageOf(200, facts, ofOurs);
    return pageOf(path === '/readyz' ? ready : 200, '', ofOurs);
  };

const cutOff = ours(about({ code: 'connection_timeout' }));
const nobody = { '203.0.113.5': 'ETIMEDOUT', '198.51.100.1': 'ETIMEDOUT', '198.51.100.2': 'ETIMEDOUT' };
const silent: Heard = { kind: 'failed', at: 'connect', code: 'ETIMEDOUT', status: null };

const rows: readonly (readonly [says: string, staged: Staged, url: string, blame: string, trouble: string | null])[] = [
  ['all well', { answer: fine }, far, 'none', null],
  ['one site silent, others not', { answer: fine, doors: { '203.0.113.5': 'ETIMEDOUT' } }, far, 'network', 'silent'],
  ['nobody answers', { doors: nobody, answer: () => silent }, far, 'network', 'internet_gone'],
  ['no way out', { doors: nobody, answer: () => silent, routes: 'Iface\n' }, far, 'you', 'no_route'],
  [
    'a sign-in page explains why nobody answers',
    {
      doors: { '203.0.113.5': 'ETIMEDOUT', '198.51.100.1': 'ETIMEDOUT' },
      answer: () => pageOf(302, '', { location: 'http://login.test/' }),
    },
    far,
    'network',
    'portal',
  ],
  ['a name nobody knows', { answer: fine }, 'https://no.test/', 'unknown', 'dns_not_known'],
  ['a gateway that does not run', { doors: { '127.0.0.1': 'ECONNREFUSED' } }, here, 'gateway', 'refused_here'],
  ['a gateway that drains', { answer: ours('{}', 503) }, here, 'gateway', 'gateway_draining'],
  [
    'a provider that is throttled',
    { answer: ours(about({ code: 'rate_limited' })) },
    here,
    'provider',
    'provider_throttled',
  ],
  [
    'a gateway here that cannot get out, though others can',
    { answer: cutOff },
    here,
    'gateway',
    'provider_out_of_reach',
  ],
  [
    'a gateway here that cannot get out, as nobody here can',
    { answer: cutOff, doors: nobody },
    here,
    'network',
    'internet_gone',
  ],
];

for (const [says, staged, url, blame, trouble] of rows)
  test(`${says}: ${blame}, ${trouble}`, async () => {
    const told: HopId[] = [];
    const diagnosis = await walk(wishFor(staged, url, { onHop: ({ id }) => told.push(id) }));
    assert.deepEqual({ blame: diagnosis.blame, trouble: diagnosis.trouble }, { blame, trouble });
    assert.deepEqual(told.toSorted(), hopIds.toSorted());
  });

/** Hosts and addresses that a walk has touched. */
const touched = async (
  url: string,
  whom: Controls,
  command: Command = () => Promise.resolve({ kind: 'absent' }),
): Promise<readonly string[]> => {
  const wish = wishFor({ answer: fine, names: { 'chat.test': ['203.0.113.5'] } }, url, { controls: whom });
  const seen = new Set<string>();
  const { world } = wish;
  await walk({
    ...wish,
    world: {
      ...world,
      command,
      dial: (dialling) => {
        seen.add(dialling.address);
        return world.dial(dialling);
      },
      ask: (asking) => {
        seen.add(asking.address);
        return world.ask(asking);
      },
      resolve: (wanted) => {
        seen.add('server' in wanted.way ? wanted.way.server : 'url' in wanted.way ? wanted.way.url : wanted.way.kind);
        return world.resolve(wanted);
      },
    },
  });
  return [...seen].toSorted();
};

test('without controls nobody is asked but the site, this device’s resolver and its router', async () => {
  assert.deepEqual(await touched('https://chat.test/', noControls), [
    '192.0.2.1',
    '192.0.2.53',
    '203.0.113.5',
    'hosts',
    'system',
  ]);
});

const byScript: Command = ({ args }) => {
  const out = args.includes('mode') ? "'auto'\n" : "'http://198.51.100.9/proxy.pac'\n";
  return Promise.resolve(args[0] === 'get' ? { kind: 'ran', status: 0, out } : { kind: 'absent' });
};

test('whoever hands out a proxy script is asked, but not where nobody else may be', async () => {
  assert.ok((await touched('https://chat.test/', controls, byScript)).includes('198.51.100.9'));
  assert.ok(!(await touched('https://chat.test/', noControls, byScript)).includes('198.51.100.9'));
});

test('for what is on this device and well, nobody else is asked at all', async () => {
  assert.deepEqual(await touched(here, publicControls), ['127.0.0.1']);
});

test('a provider that refuses the gateway is no reason to ask anybody else', async () => {
  const refused = { answer: ours(about({ code: 'connection_refused' })), doors: nobody };
  const { hops, trouble, expected } = await walk(wishFor(refused, here));
  assert.equal(trouble, 'provider_down');
  assert.deepEqual(
    hops.filter(({ id }) => id === 'link' || id === 'portal').map(({ status }) => status),
    ['skip', 'skip'],
  );
  assert.ok(expected !== null && expected.p50Seconds > 0);
});

test('what does not pass by itself has no time it takes', async () => {
  assert.equal((await walk(wishFor({ doors: { '127.0.0.1': 'ECONNREFUSED' } }, here))).expected, null);
});

const staleWalk = async (): Promise<Diagnosis> =>
  walk(wishFor({ answer: fine, doors: { '203.0.113.5': 'ECONNREFUSED' } }, far));

test('looking again looks at what failed alone while it fails', async () => {
  const before = await staleWalk();
  const told: HopId[] = [];
  const still = { answer: fine, doors: { '203.0.113.5': 'ECONNREFUSED' } };
  const after = await walkAgain(wishFor(still, far, { onHop: ({ id }) => told.push(id) }), before);
  assert.deepEqual(told, ['tcp']);
  assert.equal(after.trouble, 'refused');
});

test('and at what lies behind it once it is well', async () => {
  const told: HopId[] = [];
  const after = await walkAgain(
    wishFor({ answer: fine }, far, { onHop: ({ id }) => told.push(id) }),
    await staleWalk(),
  );
  assert.equal(told[0], 'tcp');
  assert.ok(told.includes('http'));
  assert.equal(after.blame, 'none');
});

const waits: readonly (readonly [asked: string | undefined, text: string])[] = [
  ['3600', 'Wait 60 minutes, as the site asks, then load the page once more.'],
  ['soon', 'Wait a minute, then load the page once more.'],
  [undefined, 'Wait a minute, then load the page once more.'],
];

for (const [asked, text] of waits)
  test(`a limit with Retry-After ${asked ?? 'not said'} is waited out: ${text}`, async () => {
    const headers: Readonly<Record<string, string>> = asked === undefined ? {} : { 'retry-after': asked };
    const limited = (asking: Asking): Heard =>
      asking.host === '198.51.100.2' ? pageOf(204) : pageOf(429, '', headers);
    const { remedies } = await walk(wishFor({ answer: limited }, far));
    assert.equal(remedies[0]?.text, text);
  });
