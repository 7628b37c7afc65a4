/** One of two upstreams is killed under load: nobody who had nothing yet is told of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { killOne } from '../fakes/kill-one.ts';

test('a killed upstream fails no call before its first token, and streams it had begun go on elsewhere', async () => {
  const report = await killOne({ callsPerSecond: 50, seconds: 4 });
  const said = JSON.stringify(report);
  assert.equal(report.calls, 200);
  assert.equal(report.failedBeforeFirstToken, 0, said);
  assert.equal(report.cutSilently, 0, said);
  assert.equal(report.brokenLate, 0, said);
  // Some 6 streams of half a second run on it at the time of the kill.
  assert.equal(report.brokenHonestly, 0, said);
  assert.equal(report.whole, report.calls, said);
});
