/** The record of upstreams: counted from real calls, shown to operators and to everybody. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const launcher = fileURLToPath(new URL('../../bin/good-gateway', import.meta.url));

let upstream: FakeUpstream;
let gateway: TestGateway;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
  gateway = await startGateway({
    upstreams: { broken: { url: 'http://127.0.0.1:9/v1' }, fine: { url: upstream.url } },
    models: { m: { targets: [{ upstream: 'broken' }, { upstream: 'fine', tier: 2 }] } },
  });
  for (let call = 0; call < 25; call++) {
    const answer = await post(gateway.url, ask);
    assert.equal(answer.status, 200);
    await answer.text();
    await gateway.ended(answer.headers.get('x-request-id'));
  }
});

after(async () => {
  await gateway.stop();
  await upstream.close();
});

test('operators see who deserves trust', async () => {
  const { upstreams } = (await (await fetch(`${gateway.admin}/api/record`)).json()) as {
    upstreams: readonly {
      name: string;
      windows: readonly { days: number; asked: number; answered: number | null }[];
    }[];
  };
  const [broken, fine] = upstreams;
  assert.deepEqual(
    broken?.windows.map(({ days, answered }) => [days, answered]),
    [
      [7, 0],
      [30, 0],
      [90, 0],
    ],
  );
  assert.deepEqual(fine?.windows[0] === undefined ? null : [fine.windows[0].asked, fine.windows[0].answered], [25, 1]);
});

test('the command shows the same', async () => {
  const options = { cwd: gateway.folder, env: { PATH: process.env['PATH'] } };
  const out = await new Promise<string>((resolve) => {
    execFile(launcher, ['record', '--admin', new URL(gateway.admin).host], options, (_, text, err) =>
      resolve(text + err),
    );
  });
  assert.match(out, /^broken\n +answered +cut +first words +incidents\n +7 days +0 % of \d+ /);
  assert.match(out, /\nfine\n.*\n +7 days +100 % of 25 +0 %/);
});

test('everybody sees how many calls were answered only because another stepped in', async () => {
  const page = (await (await fetch(`${gateway.origin}/status`)).text()).replaceAll(/\s+/g, ' ');
  assert.match(page, /Last 7 days: 100 % of calls answered, [\d.]+ % of them only because another provider stepped in/);
});
