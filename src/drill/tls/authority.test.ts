/** Certificates made for a drill are good or bad in exactly the way that was asked for, as OpenSSL sees it. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { type Defect, newAuthority } from './authority.ts';
import { oid } from './der.ts';

const authority = newAuthority();

/** What a client that trusts the authority makes of it: `authorized`, or the error's code. */
const verdictOn = async (defect: Defect): Promise<string> => {
  const server = createServer(authority.issue(defect), (socket) => void socket.end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Safe: a listening TCP server's address is always of this form.
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, ca: authority.cert });
  try {
    return await new Promise<string>((resolve) => {
      socket.once('secureConnect', () => resolve('authorized'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  } finally {
    socket.destroy();
    server.close();
  }
};

const verdicts: Readonly<Record<Defect, string>> = {
  none: 'authorized',
  expired: 'CERT_HAS_EXPIRED',
  'not-yet': 'CERT_NOT_YET_VALID',
  'wrong-name': 'ERR_TLS_CERT_ALTNAME_INVALID',
  'self-signed': 'DEPTH_ZERO_SELF_SIGNED_CERT',
};

for (const [defect, verdict] of Object.entries(verdicts) as [Defect, string][])
  test(`a certificate with the defect "${defect}": ${verdict}`, async () => {
    assert.equal(await verdictOn(defect), verdict);
  });

test('an identifier with parts over 127 takes several bytes for them', () => {
  assert.equal(oid('1.2.840.10045.4.3.2').toString('hex'), '06082a8648ce3d040302');
});
