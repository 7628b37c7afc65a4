/** A gateway that stood still, as on a machine that slept or gave its time to others: nobody else is blamed for it. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Why } from '../../src/domain/why.ts';
import * as say from '../fakes/answers.ts';
import { askStream, post } from '../fakes/calls.ts';
import { type Program, startProgram } from '../fakes/program.ts';
import { StreamReader } from '../fakes/reader.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

const idleMs = 3_000;

let upstream: FakeUpstream;
let program: Program;

before(async () => {
  upstream = await startUpstream(say.silent);
  const m = { targets: [{ upstream: 'one' }], timeouts: { idle: `${idleMs}ms` } };
  program = await startProgram({
    upstreams: { one: { url: upstream.url, health: 'off', models: ['m'] } },
    models: { m },
  });
});

after(async () => {
  await program.close();
  await upstream.close();
});

test('what an upstream said meanwhile is heard before it is called silent', async () => {
  const { promise: held, resolve: hold } = Promise.withResolvers<ServerResponse>();
  upstream.act((answer) => {
    answer.writeHead(200, say.eventStream).write(say.opening + say.chunk('before, '));
    hold(answer);
  });
  const response = await post(program.url, askStream);
  const reader = new StreamReader(response);
  await reader.until('before, ');
  program.signal('SIGSTOP');
  const answer = await held;
  answer.write(say.chunk('meanwhile, '));
  await setTimeout(idleMs * 1.5);
  program.signal('SIGCONT');
  assert.ok(await reader.until('meanwhile, '), reader.text);
  answer.end(say.chunk('after') + say.chunk(null) + say.done);
  assert.match((await reader.toEnd()).text, /after[^]*\[DONE\]/);
  const why = (await (await fetch(`${program.origin}/why/${response.headers.get('x-request-id')}`)).json()) as Why;
  assert.equal(why.attempts.length, 1);
});
