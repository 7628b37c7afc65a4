import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fleetOf, settingsOf } from '../../test/state/fleets.ts';
import { freshLive, modelAt } from './live.ts';

test('callers choose the names of models: what is remembered of them is bounded, and what is in use stays', () => {
  const upstream = settingsOf(fleetOf(['a'])).upstreams[0];
  assert.ok(upstream !== undefined);
  const live = freshLive(upstream, 0);
  const held = modelAt(live, 'held');
  held.inFlight++;
  for (let name = 0; name < 2_000; name++) modelAt(live, `m${name}`);
  assert.equal(live.models.size, 500);
  assert.equal(modelAt(live, 'held'), held);
  assert.equal(live.models.has('m0'), false);
  assert.equal(live.models.has('m1999'), true);
});
