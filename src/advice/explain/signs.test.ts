import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meaningOfStatus } from './status.ts';
import { apacheTable } from './systems/apache.ts';
import { appleTable } from './systems/apple.ts';
import { browserTable } from './systems/browsers.ts';
import { chatTable } from './systems/chats.ts';
import { curlTable } from './systems/curl.ts';
import { details } from './systems/envoy-details.ts';
import { fetchTable } from './systems/fetch.ts';
import { goSigns } from './systems/go.ts';
import { javaTable } from './systems/java.ts';
import { kubernetesTable } from './systems/kubernetes.ts';
import { clients, limits, naming, secure } from './systems/nginx-own.ts';
import { answers, connecting, waiting } from './systems/nginx-upstream.ts';
import { nodeTable } from './systems/node.ts';
import { peopleTable } from './systems/people.ts';
import { platformTable } from './systems/platforms.ts';
import { pythonTable } from './systems/python.ts';

const tables = [
  apacheTable,
  appleTable,
  browserTable,
  chatTable,
  curlTable,
  fetchTable,
  javaTable,
  kubernetesTable,
  nodeTable,
  peopleTable,
  platformTable,
  pythonTable,
];
const nginx = [clients, limits, naming, secure, answers, connecting, waiting];
const all = [...tables.flatMap(({ signs }) => signs), ...nginx.flat(), ...details, ...goSigns];

test('every sign means something: half a sentence, a weight, and another cause if it has a runner-up', () => {
  assert.ok(all.length > 250, String(all.length));
  for (const sign of all) {
    assert.doesNotMatch(sign.means, /[.]$/, sign.means);
    assert.ok(sign.means.length > 10, sign.means);
    assert.notEqual(sign.instead, sign.code, String(sign.when));
    assert.ok((sign.sure ?? 0.85) > 0.3 && (sign.sure ?? 0.85) < 1, String(sign.when));
    for (const tip of [sign.tip, sign.callerTip, sign.networkTip])
      if (tip !== undefined) assert.match(tip, /[.`]$/, tip);
  }
});

test('no sign remembers where it was, and none repeats without bound', () => {
  for (const { when } of all) {
    assert.doesNotMatch(when.flags, /[gy]/, String(when));
    assert.doesNotMatch(when.source, /(?<!\\)(?:\.|\]|\\[wsSd])[*+](?!\?)/, String(when));
  }
});

test('every status that says failure has a meaning, and no other has', () => {
  for (let status = 100; status < 600; status += 1)
    assert.equal(meaningOfStatus(status) !== null, status >= 400, String(status));
});
