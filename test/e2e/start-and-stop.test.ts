/** The command as a person or a process manager meets it: how it starts, refuses to, reloads and goes home. */
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, askStream, post } from '../fakes/calls.ts';
import { writeConfig } from '../fakes/gateway.ts';
import { type Ended, makeFolder, type Program, runToEnd, startProgram } from '../fakes/program.ts';
import { dataOf, StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let upstream: FakeUpstream;

before(async () => {
  upstream = await startUpstream(say.healthy('fine'));
});

after(() => upstream.close());

const config = (more: object = {}): Readonly<Record<string, unknown>> => ({
  store: 'sqlite:./calls.db',
  upstreams: { one: { url: upstream.url, health: 'off', models: ['m'] } },
  ...more,
});

const failToStart = async (text: string, args: readonly string[] = []): Promise<Ended> => {
  const folder = await makeFolder();
  await writeFile(join(folder, 'good-gateway.yaml'), text);
  const ended = await runToEnd(folder, args);
  await rm(folder, { recursive: true });
  return ended;
};

/** A stream that is held open by the test. */
const holdStream = async (program: Program): Promise<{ reader: StreamReader; answer: ServerResponse }> => {
  const { promise, resolve } = Promise.withResolvers<ServerResponse>();
  upstream.act((answer) => {
    answer.writeHead(200, say.eventStream).write(say.chunk('begun'));
    resolve(answer);
  });
  const reader = new StreamReader(await post(program.url, askStream));
  assert.ok(await reader.until('begun'));
  return { reader, answer: await promise };
};

describe('starting', { concurrency: 2 }, () => {
  test('a config with errors is refused with file, line, key and what was expected: status 64', async () => {
    const text = 'upstreams:\n  one:\n    url: http://127.0.0.1:1/v1\ntimeouts:\n  connect: soon\ntimeout: {}\n';
    const { status, said } = await failToStart(text);
    assert.equal(status, 64, said);
    assert.match(said, /good-gateway\.yaml:5:.*timeouts\.connect/);
    assert.match(said, /good-gateway\.yaml:6:.*timeout.*timeouts/);
    assert.ok(!said.includes('callers'), 'nothing was started');
  });

  test('a file that is not there is status 64', async () => {
    const folder = await makeFolder();
    const { status, said } = await runToEnd(folder);
    await rm(folder, { recursive: true });
    assert.equal(status, 64);
    assert.match(said, /good-gateway\.yaml.*no such file/);
  });

  test('an address that is not loopback, without keys, is refused with an explanation', async () => {
    const { status, said } = await failToStart(JSON.stringify(config()), ['--listen', '0.0.0.0:0']);
    assert.equal(status, 64, said);
    assert.match(said, /keys/);
  });

  test('a taken port is said in one line: status 1', async () => {
    const other = await startUpstream(say.silent);
    const { status, said } = await failToStart(JSON.stringify(config()), ['--listen', `127.0.0.1:${other.port}`]);
    await other.close();
    assert.equal(status, 1, said);
    const lines = said.trim().split('\n');
    assert.equal(lines.length, 1, said);
    assert.match(said, new RegExp(`127\\.0\\.0\\.1:${other.port} is taken`));
  });

  test('a store that cannot be opened is status 1', async () => {
    const { status, said } = await failToStart(
      JSON.stringify(config({ store: 'sqlite:./good-gateway.yaml/calls.db' })),
    );
    assert.equal(status, 1, said);
    assert.ok(!said.includes('callers'));
  });

  test('an unknown option is status 64', async () => {
    assert.equal((await failToStart(JSON.stringify(config()), ['--lissten', 'x'])).status, 64);
  });
});

describe('stopping', () => {
  test('on SIGTERM nobody new comes in, open streams finish, and the status is 0', async () => {
    const program = await startProgram(config());
    const { reader, answer } = await holdStream(program);
    assert.equal((await fetch(`${program.origin}/readyz`)).status, 200);
    program.signal('SIGTERM');
    await program.saying('Stopping');
    const ready = await fetch(`${program.origin}/readyz`);
    assert.equal(ready.status, 503);
    assert.equal((await fetch(`${program.origin}/healthz`)).status, 200);
    const refused = await post(program.url, ask);
    const body = (await refused.json()) as { error: { code: string; family: string } };
    assert.deepEqual([refused.status, body.error.code, body.error.family], [503, 'draining', 'maintenance']);
    assert.ok(refused.headers.has('retry-after'));
    answer.end(say.chunk(null) + say.done);
    const { text, isWhole } = await reader.toEnd();
    assert.ok(isWhole && text.endsWith(say.done), text);
    assert.equal(await program.exit, 0);
    await program.close();
  });

  test('streams that are open when the drain is over are told so, and the status is 0', async () => {
    const program = await startProgram(config({ drain: '1s' }));
    const { reader } = await holdStream(program);
    const startedAt = performance.now();
    program.signal('SIGTERM');
    const { text, isWhole } = await reader.toEnd();
    const ms = performance.now() - startedAt;
    assert.ok(isWhole && ms > 900 && ms < 20_000, `after ${ms} ms: ${text}`);
    assert.ok(!text.includes('[DONE]'));
    const { error } = JSON.parse(dataOf(text).at(-1) ?? '') as { error: { code: string; family: string } };
    assert.deepEqual([error.code, error.family], ['draining', 'maintenance']);
    assert.equal(await program.exit, 0);
    assert.ok((await upstream.last.over) > 0);
    await program.close();
  });

  test('a caller who does not read cannot keep the gateway from going home', async () => {
    const program = await startProgram(config({ drain: '1s' }));
    upstream.act((answer) => {
      answer.writeHead(200, say.eventStream);
      const pour = (): void => {
        while (!answer.destroyed && answer.write(say.chunk('x'.repeat(100_000))));
      };
      answer.on('drain', pour);
      pour();
    });
    const response = await post(program.url, askStream);
    program.signal('SIGTERM');
    const startedAt = performance.now();
    assert.equal(await program.exit, 0);
    assert.ok(performance.now() - startedAt < 20_000);
    await response.body?.cancel().catch(() => {});
    await program.close();
  });
});

describe('reloading', () => {
  test('a changed file and SIGHUP bring in the new config and drop no stream; an invalid one is refused', async () => {
    const second = await startUpstream(say.healthy('second'));
    const program = await startProgram(config());
    const { reader, answer } = await holdStream(program);
    await writeConfig(
      program.folder,
      config({ upstreams: { two: { url: second.url, health: 'off', models: ['m'] } } }),
    );
    program.signal('SIGHUP');
    await program.saying('config reloaded');
    const response = await post(program.url, ask);
    assert.equal(response.headers.get('good-gateway-upstream'), 'two');
    await writeConfig(program.folder, { upstreams: { two: { url: 'nonsense' } } });
    await program.saying('config refused');
    assert.equal((await post(program.url, ask)).headers.get('good-gateway-upstream'), 'two');
    answer.end(say.chunk(null) + say.done);
    const { text, isWhole } = await reader.toEnd();
    assert.ok(isWhole && text.endsWith(say.done), text);
    program.signal('SIGTERM');
    assert.equal(await program.exit, 0);
    await program.close();
    await second.close();
  });
});
