import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Found, Said } from '../domain/ports.ts';
import { handClock, settle, type HandClock } from '../../test/fakes/hand-clock.ts';
import { NameCache } from './names.ts';

/** A resolver whose every answer a test gives by hand. */
interface Question {
  readonly says: string;
  answer(said: Said): Promise<void>;
}

let clock: HandClock;
let names: NameCache;
let questions: Question[];

const four: Said = { kind: 'found', addresses: ['192.0.2.1'], ttlMs: 60_000 };
const six: Said = { kind: 'found', addresses: ['2001:db8::1'], ttlMs: 60_000 };
const none: Said = { kind: 'none', code: 'ENODATA' };
const noName: Said = { kind: 'none', code: 'ENOTFOUND' };
const failed: Said = { kind: 'failed', code: 'ESERVFAIL' };

beforeEach(() => {
  clock = handClock();
  questions = [];
  const resolver = {
    local: (name: string): readonly string[] | null => (name === 'here' ? ['127.0.0.1', '::1'] : null),
    ask: (name: string, family: 4 | 6): Promise<Said> => {
      const { promise, resolve } = Promise.withResolvers<Said>();
      const answer = (said: Said): Promise<void> => {
        resolve(said);
        return settle();
      };
      questions.push({ says: `${name} ${family}`, answer });
      return promise;
    },
  };
  names = new NameCache({ clock, random: { draw: () => 0, hex: () => '' }, resolver });
});

const open = (says: string): Question => questions.findLast((question) => question.says === says) ?? assert.fail(says);

/** Looks whether a promise has come true yet. */
const stateOf = async (finding: Promise<Found>): Promise<string> => {
  await settle();
  const found = await Promise.race([finding, Promise.resolve(null)]);
  return found === null
    ? 'waits'
    : `${[...found.addresses, ...found.former].join(' ')}${found.isStale ? ' stale' : ''}`;
};

/** Asks and is answered. */
const learned = async (ofFour: Said, ofSix: Said): Promise<Found> => {
  const finding = names.find('a', 2_000);
  await open('a 4').answer(ofFour);
  await open('a 6').answer(ofSix);
  return finding;
};

test('IPv6 goes first when both came', async () => {
  assert.deepEqual((await learned(four, six)).addresses, ['2001:db8::1', '192.0.2.1']);
});

test('the addresses of IPv4 wait 50 ms for those of IPv6', async () => {
  const finding = names.find('a', 2_000);
  await open('a 4').answer(four);
  assert.equal(await stateOf(finding), 'waits');
  await clock.pass(49);
  assert.equal(await stateOf(finding), 'waits');
  await clock.pass(1);
  assert.equal(await stateOf(finding), '192.0.2.1');
});

test('those of IPv6 wait for nobody', async () => {
  const finding = names.find('a', 2_000);
  await open('a 6').answer(six);
  assert.equal(await stateOf(finding), '2001:db8::1');
});

test('a family without addresses does not answer for the other', async () => {
  const finding = names.find('a', 2_000);
  await open('a 6').answer(none);
  assert.equal(await stateOf(finding), 'waits');
  await open('a 4').answer(four);
  assert.equal(await stateOf(finding), '192.0.2.1');
});

test('many calls ask once', async () => {
  const all = Array.from({ length: 50 }, () => names.find('a', 2_000));
  assert.deepEqual(questions.map(({ says }) => says).toSorted(), ['a 4', 'a 6']);
  await open('a 4').answer(four);
  await open('a 6').answer(none);
  for (const found of await Promise.all(all)) assert.deepEqual(found.addresses, ['192.0.2.1']);
});

test('a known name is found without a question, and asked for behind the scenes before its time is over', async () => {
  await learned(four, none);
  await clock.pass(20_000);
  assert.equal(await stateOf(names.find('a', 2_000)), '192.0.2.1');
  assert.equal(questions.length, 2);
  await clock.pass(26_000);
  assert.equal(await stateOf(names.find('a', 2_000)), '192.0.2.1');
  assert.ok(questions.length > 2);
});

test('a resolver that is silent costs half of the connect clock, then the old answer serves', async () => {
  await learned(four, none);
  await clock.pass(120_000);
  const finding = names.find('a', 2_000);
  await clock.pass(999);
  assert.equal(await stateOf(finding), 'waits');
  await clock.pass(1);
  assert.equal(await stateOf(finding), '192.0.2.1 stale');
});

test('and never more than 1.8 s', async () => {
  await learned(four, none);
  await clock.pass(120_000);
  const finding = names.find('a', 60_000);
  await clock.pass(1_799);
  assert.equal(await stateOf(finding), 'waits');
  await clock.pass(1);
  assert.equal(await stateOf(finding), '192.0.2.1 stale');
});

test('a resolver that fails costs nothing, and the next calls do not ask it', async () => {
  await learned(four, none);
  await clock.pass(120_000);
  const finding = names.find('a', 2_000);
  await open('a 6').answer(failed);
  await open('a 4').answer(failed);
  assert.equal(await stateOf(finding), '192.0.2.1 stale');
  const asked = questions.filter(({ says }) => says === 'a 4').length;
  await clock.pass(10_000);
  const next = names.find('a', 2_000);
  await clock.pass(50);
  assert.equal(await stateOf(next), '192.0.2.1 stale');
  assert.equal(questions.filter(({ says }) => says === 'a 4').length, asked);
});

test('why there are no addresses: what the resolver could not say weighs more than that a family has none', async () => {
  const found = await learned(none, failed);
  assert.deepEqual([found.addresses, found.code], [[], 'ESERVFAIL']);
});

test('a name that is not there says so', async () => {
  assert.equal((await learned(noName, noName)).code, 'ENOTFOUND');
});

test('after a failed connection the name is asked for at once, and a new address is there', async () => {
  await learned(four, none);
  await clock.pass(10_000);
  const again = names.again('a');
  await open('a 4').answer({ ...four, addresses: ['192.0.2.7'] });
  await open('a 6').answer(none);
  assert.deepEqual([(await again)?.addresses, (await again)?.former], [['192.0.2.7'], ['192.0.2.1']]);
});

test('but not when that was done a moment ago, nor for a name that needs no resolver', async () => {
  await learned(four, none);
  await clock.pass(249);
  assert.equal(await names.again('a'), null);
  assert.equal(await names.again('here'), null);
});

test('nor is a second look waited for longer than half a second', async () => {
  await learned(four, none);
  await clock.pass(10_000);
  const again = names.again('a');
  await clock.pass(500);
  assert.deepEqual((await again)?.addresses, ['192.0.2.1']);
});

test('an address that failed is tried last for a minute, or until it took a connection', async () => {
  await learned({ ...four, addresses: ['192.0.2.1', '192.0.2.2'] }, none);
  names.dialled('192.0.2.1', false);
  assert.equal(await stateOf(names.find('a', 2_000)), '192.0.2.2 192.0.2.1');
  names.dialled('192.0.2.1', true);
  assert.equal(await stateOf(names.find('a', 2_000)), '192.0.2.1 192.0.2.2');
  names.dialled('192.0.2.1', false);
  await clock.pass(40_000);
  assert.equal(await stateOf(names.find('a', 2_000)), '192.0.2.2 192.0.2.1');
});

test('names of this machine keep their order and need no question', async () => {
  assert.equal(await stateOf(names.find('here', 2_000)), '127.0.0.1 ::1');
  names.dialled('127.0.0.1', false);
  assert.equal(await stateOf(names.find('here', 2_000)), '::1 127.0.0.1');
  assert.equal(questions.length, 0);
});
