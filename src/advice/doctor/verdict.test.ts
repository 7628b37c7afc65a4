/** One verdict over all hops, and what is offered with it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hop, HopId, HopStatus } from './diagnosis.ts';
import { hopIds } from './diagnosis.ts';
import type { Patient } from './remedies.ts';
import { remediesFor } from './remedies.ts';
import type { TroubleId } from './troubles.ts';
import { troubleIds, troubleOf } from './troubles.ts';
import { verdictOf } from './verdict.ts';

const patient: Patient = {
  os: 'linux',
  browser: null,
  fill: {
    wait: 'Wait a minute',
    host: 'chat.test',
    port: '443',
    url: 'https://chat.test/',
    proxyLogin: 'http://NAME:PASSWORD@proxy.test:3128',
    proxyUrl: 'http://proxy.test:3128',
    support: 'help@chat.test',
    status: 'https://chat.test/status',
    report: 'the report',
    lineReport: 'the report of the line',
  },
};

const hop = (id: HopId, status: HopStatus, ...troubles: readonly TroubleId[]): Hop => ({
  id,
  status,
  says: `${id} is ${status}.`,
  ms: 1,
  evidence: [],
  troubles,
});

/** All hops well, but for these. */
const walk = (...changed: readonly Hop[]): readonly Hop[] =>
  hopIds.map((id) => changed.find((each) => each.id === id) ?? hop(id, 'ok'));

test('with all well there is nobody to blame and nothing to do', () => {
  const { blame, family, remedies, verdict } = verdictOf(walk(), patient);
  assert.deepEqual({ blame, family, remedies }, { blame: 'none', family: null, remedies: [] });
  assert.match(verdict, /All is well/);
});

test('what could not be looked at is not called well, and not called failed', () => {
  const { blame, confidence } = verdictOf(walk(hop('http', 'unknown')), patient);
  assert.deepEqual({ blame, confidence }, { blame: 'unknown', confidence: 0 });
});

test('what stops everything comes before what hurts, and earlier on the way before later', () => {
  const dead = walk(hop('link', 'warn', 'link_lossy'), hop('dns', 'fail', 'dns_silent'), hop('tcp', 'fail', 'silent'));
  assert.equal(verdictOf(dead, patient).trouble, 'dns_silent');
  assert.equal(verdictOf(walk(hop('route', 'warn', 'far')), patient).trouble, 'far');
});

test('a hint alone blames nobody', () => {
  assert.equal(verdictOf(walk(hop('proxy', 'warn', 'vpn_in_use')), patient).blame, 'none');
});

test('a VPN is mentioned where it may have its part in it, and only there', () => {
  const vpn = hop('proxy', 'warn', 'vpn_in_use');
  const ids = (...hops: readonly Hop[]): readonly string[] =>
    verdictOf(walk(vpn, ...hops), patient).remedies.map(({ id }) => id);
  assert.equal(ids(hop('tcp', 'fail', 'silent'))[0], 'vpn_off');
  assert.ok(!ids(hop('provider', 'fail', 'provider_down')).includes('vpn_off'));
});

test('cookies are not cleared for a provider that is down', () => {
  const ids = remediesFor(['provider_down'], patient).map(({ id }) => id);
  assert.equal(ids[0], 'wait');
  assert.ok(!ids.includes('clear_site'));
});

test('every trouble that stops or hurts has a remedy, at most three, without empty steps or open braces', () => {
  for (const os of ['linux', 'mac', 'windows'] as const)
    for (const id of troubleIds) {
      const remedies = remediesFor([id], { ...patient, os });
      assert.ok(remedies.length > 0 || troubleOf(id).weight === 'hint', id);
      assert.ok(remedies.length <= 3, id);
      for (const { text, steps, id: remedy } of remedies) {
        assert.ok(steps.length > 0, remedy);
        for (const each of [text, ...steps]) assert.doesNotMatch(each, /\{\w+\}/, remedy);
      }
    }
});
