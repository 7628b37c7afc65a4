/** Many long streams at once, at a healthy upstream nobody knows yet: none of them waits for the end of another. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { askStream, post } from '../fakes/calls.ts';
import { startGateway } from '../fakes/gateway.ts';
import { StreamReader } from '../fakes/reader.ts';
import { type Act, startUpstream } from '../fakes/upstream.ts';

const count = 60;
const begun = say.begin(say.opening + say.chunk('begun'));

/** The second ten take longer than the first, which is no reason to believe in more than the twenty a limit begins with. */
const uneven = (): Act => {
  let met = 0;
  return (answer, seen) => {
    const at = met++;
    setTimeout(() => begun(answer, seen), at >= 10 && at < 20 ? 400 : 0);
  };
};

for (const [name, act] of [
  ['as fast as each other', begun],
  ['of which some are slower', uneven()],
] as const)
  test(`${count} streams that stay open all begin, ${name}`, { timeout: 30_000 }, async () => {
    const upstream = await startUpstream(act);
    const gateway = await startGateway({ upstreams: { one: { url: upstream.url } } });
    const calls = Array.from({ length: count }, async () => {
      const reader = new StreamReader(await post(gateway.url, askStream));
      assert.ok(await reader.until('begun'));
      return reader;
    });
    await upstream.met(count);
    for (const reader of await Promise.all(calls)) await reader.leave();
    await gateway.stop();
    await upstream.close();
  });
