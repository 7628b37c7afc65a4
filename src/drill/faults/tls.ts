/** Faults of the encryption: certificates that nobody should trust, and handshakes that come to nothing. */
import { fin, raw, rst, wait } from '../upstream/step.ts';
import { onConnection, onHandshake, type Fault } from './fault.ts';

const none = {} as const;

/** TLS record: alert, TLS 1.2, two bytes: fatal, handshake_failure (RFC 5246, 7.2). */
const fatalAlert = Uint8Array.of(0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x28);

/** Time for the client's first words to come. */
const helloMs = 50;

export const tlsFaults = {
  'certificate-expired': onHandshake('its certificate ran out yesterday', 'expired'),
  'certificate-too-new': onHandshake('its certificate is valid from tomorrow on', 'not-yet'),
  'certificate-wrong-name': onHandshake('its certificate is for another name', 'wrong-name'),
  'certificate-self-signed': onHandshake('it signed its certificate itself', 'self-signed'),
  'handshake-cut': onConnection({ group: 'tls', says: 'resets the connection in the handshake', params: none }, () => [
    wait(helloMs),
    rst,
  ]),
  'handshake-refused': onConnection({ group: 'tls', says: 'refuses the handshake with an alert', params: none }, () => [
    raw(fatalAlert),
    fin,
  ]),
  'not-encrypted': onConnection(
    { group: 'tls', says: 'speaks plain HTTP where encryption is expected', params: none },
    () => [raw(Buffer.from('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')), fin],
  ),
} as const satisfies Record<string, Fault>;
