/** Alerts by e-mail over TLS, to real servers with certificates of an authority of this test: who is trusted, and what is said when nobody is. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { newAuthority } from '../../src/drill/tls/authority.ts';
import { command, operate } from '../fakes/desk.ts';
import { type Mailbox, rightPassword, startMailbox } from '../fakes/mailbox.ts';
import { type Program, startProgram } from '../fakes/program.ts';

const wrongPassword = 'close-barley';
const authority = newAuthority();
const good = authority.issue('none');
let folder: string;
let boxes: Readonly<Record<'starttls' | 'implicit' | 'other' | 'late' | 'plain', Mailbox>>;
const hook = createServer(good, (request, response) => void request.resume().on('end', () => response.end()));

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'good-gateway-mail-'));
  await writeFile(join(folder, 'authority.pem'), authority.cert);
  boxes = {
    starttls: await startMailbox({ kind: 'starttls', ...good }),
    implicit: await startMailbox({ kind: 'implicit', ...good }),
    other: await startMailbox({ kind: 'implicit', ...authority.issue('wrong-name') }),
    late: await startMailbox({ kind: 'starttls', ...authority.issue('expired') }),
    plain: await startMailbox(),
  };
  hook.listen(0, '127.0.0.1');
  await once(hook, 'listening');
});

after(async () => {
  hook.close();
  await Promise.all(Object.values(boxes).map((box) => box.close()));
  await rm(folder, { recursive: true, force: true });
});

const mail = (scheme: 'smtp' | 'smtps', { port }: Mailbox, password = rightPassword): object => ({
  kind: 'email',
  server: `${scheme}://127.0.0.1:${port}`,
  user: 'gateway',
  password,
  from: 'gateway@example.org',
  to: ['ops@example.org'],
  allowPrivate: true,
});

const config = (): Readonly<Record<string, unknown>> => ({
  upstreams: { one: { url: 'http://127.0.0.1:9/v1', health: 'off', models: ['m'] } },
  log: { level: 'debug' },
  alerts: {
    starttls: mail('smtp', boxes.starttls),
    implicit: mail('smtps', boxes.implicit),
    hook: { kind: 'webhook', url: `https://127.0.0.1:${(hook.address() as AddressInfo).port}/`, allowPrivate: true },
    other: mail('smtps', boxes.other),
    late: mail('smtp', boxes.late),
    plain: mail('smtp', boxes.plain),
    mistaken: mail('smtps', boxes.plain),
    wrong: mail('smtps', boxes.implicit, wrongPassword),
  },
});

const whoever = 'its certificate was signed by nobody who is trusted here; NODE_EXTRA_CA_CERTS names a file of others';

/** What `alert test` says of each, and that no password is told anywhere. */
const tested = async (env: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, string>> => {
  const program: Program = await startProgram(config(), env);
  try {
    const { out } = await command(program, 'alert', 'test');
    await operate(program, '/api/incidents', {
      title: 'All is down',
      body: 'We look.',
      components: { m: 'major_outage' },
    });
    await program.saying('alert failed');
    const told = [
      out,
      (await command(program, 'alert', 'list')).out,
      JSON.stringify(await operate(program, '/api/alerts')),
      JSON.stringify(await operate(program, '/api/config')),
      program.said,
    ];
    for (const text of told) for (const secret of [rightPassword, wrongPassword]) assert.ok(!text.includes(secret));
    return new Map(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ \(\w+\): /, 2) as [string, string]),
    );
  } finally {
    await program.close();
  }
};

test('with the authority’s certificate mail arrives over TLS, and what is wrong is said in a line', async () => {
  const said = await tested({ NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem') });
  assert.deepEqual(Object.fromEntries(said), {
    starttls: 'arrived',
    implicit: 'arrived',
    hook: 'arrived',
    other: 'failed: its certificate is for another name (ERR_TLS_CERT_ALTNAME_INVALID)',
    late: 'failed: its certificate has run out (CERT_HAS_EXPIRED)',
    plain: 'failed: it offers no TLS, and a password is sent over TLS only (ETLS)',
    mistaken: 'failed: it does not speak TLS there (ERR_SSL_WRONG_VERSION_NUMBER)',
    wrong: 'failed: it does not take that user and password (EAUTH)',
  });
  for (const { mails } of [boxes.starttls, boxes.implicit])
    assert.ok(mails.length > 0 && mails.every(({ isEncrypted }) => isEncrypted));
  for (const { mails, passwords } of [boxes.other, boxes.late, boxes.plain])
    assert.deepEqual([mails, passwords], [[], []]);
});

test('without it nothing is sent, neither mail nor password, and the reason is named', async () => {
  const given = [boxes.starttls, boxes.implicit].map(({ passwords }) => passwords.length);
  const said = await tested({});
  for (const name of ['starttls', 'implicit', 'hook'])
    assert.equal(said.get(name), `failed: ${whoever} (UNABLE_TO_VERIFY_LEAF_SIGNATURE)`);
  const now = [boxes.starttls, boxes.implicit].map(({ passwords }) => passwords.length);
  assert.deepEqual(now, given);
});
