/** Nothing a person wrote, no key and no provider's prose is in the log, the store, /why, /metrics or Proxy-Status. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { marker, post, prompt } from '../fakes/calls.ts';
import { startProgram } from '../fakes/program.ts';
import { startUpstream } from '../fakes/upstream.ts';

const callersKey = `callers-key-${marker}`;
const providersWords = JSON.stringify({
  error: { message: `I cannot answer: ${marker}`, type: marker, code: marker, param: marker },
});

test('a marker in prompt, keys and providers’ words is nowhere but on its way', async () => {
  const upstream = await startUpstream(say.silent);
  const program = await startProgram({
    keys: { team: { key: callersKey } },
    upstreams: {
      one: { url: upstream.url, key: `sk-${marker}`, headers: { 'x-own': marker }, health: 'off', models: ['m'] },
    },
    retries: { attempts: 1 },
    log: { level: 'debug' },
  });
  const shown: string[] = [];
  const acts = [
    say.json(providersWords, 400),
    say.json(providersWords, 401),
    say.json(providersWords, 500),
    say.json(providersWords),
    say.json(marker),
    say.stream(say.event(providersWords)),
    say.stream(say.opening + say.chunk(marker) + say.event(providersWords)),
    say.stream(say.chatStream(marker)),
    say.json(say.chatBody(marker)),
  ];
  const bodies: unknown[] = [
    ...acts.map((_, n) => ({ model: 'm', messages: prompt, stream: n >= 5 && n < 8 })),
    { model: marker, messages: prompt },
    `{"broken": "${marker}`,
  ];
  for (const [n, body] of bodies.entries()) {
    upstream.act(acts[n] ?? say.silent);
    const response = await post(program.url, body, {
      path: `/chat/completions?q=${marker}`,
      headers: { authorization: `Bearer ${callersKey}` },
    });
    await response.text();
    const id = response.headers.get('x-request-id');
    shown.push(response.headers.get('proxy-status') ?? '', await (await fetch(`${program.origin}/why/${id}`)).text());
  }
  shown.push(
    await (await post(program.url, { model: 'm' }, { headers: { authorization: `Bearer ${marker}` } })).text(),
  );
  shown.push(await (await fetch(`${program.admin}/metrics`)).text());
  program.signal('SIGTERM');
  assert.equal(await program.exit, 0);
  assert.ok(program.said.includes('attempt failed'), 'the log was written');
  const stored = (await readdir(program.folder)).filter((name) => name.startsWith('calls.db'));
  assert.ok(stored.length > 0, 'the store was written');
  for (const name of stored) {
    const text = (await readFile(join(program.folder, name))).toString('latin1');
    assert.ok(!text.replaceAll(`"model":"${marker}"`, '').includes(marker), `${name} holds the marker`);
  }
  assert.ok(!program.said.includes(marker), program.said.split('\n').find((line) => line.includes(marker)) ?? '');
  for (const text of shown) assert.ok(!text.includes(marker), text.slice(0, 500));
  await program.close();
  await upstream.close();
});
