/** A certificate that is refused: the call goes elsewhere, and the explanation says what was wrong with it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import * as say from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { expired } from '../fakes/certificates.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

let gateway: TestGateway;
let backup: FakeUpstream;
let asked = 0;
const server = createServer(expired, (_request, response) => {
  asked++;
  response.end();
});

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Safe: a listening TCP server's address is always of this form.
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  backup = await startUpstream(say.healthy('well'));
  gateway = await startGateway({
    upstreams: { old: { url }, backup: { url: backup.url } },
    models: {
      m: { targets: [{ upstream: 'old' }, { upstream: 'backup', tier: 2 }] },
      alone: { targets: [{ upstream: 'old', model: 'm' }] },
    },
  });
});

after(async () => {
  await gateway.stop();
  await backup.close();
  server.close();
});

test('the caller of a model with a backup sees nothing of it', async () => {
  const answer = await post(gateway.url, ask);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('good-gateway-upstream'), 'backup');
});

test('alone it is a failure of tls, with the dates and the name as evidence, and nothing was sent', async () => {
  const answer = await post(gateway.url, { ...ask, model: 'alone' });
  assert.equal(answer.status, 503);
  const { error } = (await answer.json()) as { error: { code: string; family: string; who: string } };
  assert.deepEqual([error.code, error.family, error.who], ['tls_certificate_error', 'tls', 'operator']);
  const { evidence } = await gateway.ended(answer.headers.get('x-request-id'));
  const said = new Map(evidence.map(({ says, value }) => [says, value]));
  assert.equal(said.get('it is valid until'), '2021-01-01');
  assert.equal(said.get('it is valid from'), '2020-01-01');
  assert.equal(said.get('the certificate is for'), 'model.example');
  assert.equal(said.get('it was issued by'), 'Example Issuer');
  assert.equal(asked, 0);
});
