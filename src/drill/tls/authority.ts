/** An authority of this drill alone, which signs servers' certificates (RFC 5280) as they are wanted: good ones and bad ones. */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { bits, explicit, implicit, octets, oid, sequence, set, small, text, time, yes } from './der.ts';

export type Defect = 'none' | 'expired' | 'not-yet' | 'wrong-name' | 'self-signed';

/** As `node:tls` takes them: PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  /** Who trusts this trusts what it signs. */
  readonly cert: string;
  /** For a server at 127.0.0.1. */
  issue(defect: Defect): Identity;
}

interface Wanted {
  readonly subject: string;
  readonly issuer: string;
  readonly fromDays: number;
  readonly untilDays: number;
  readonly extensions: readonly Buffer[];
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
}

const dayMs = 86_400_000;
const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
const nameOf = (commonName: string): Buffer => sequence(set(sequence(oid('2.5.4.3'), text(commonName))));
const inDays = (days: number): Buffer => time(new Date(Date.now() + days * dayMs));

const pem = (bytes: Buffer): string => {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

const signed = (wanted: Wanted): string => {
  const { subject, issuer, fromDays, untilDays, extensions, publicKey, signer } = wanted;
  const toSign = sequence(
    explicit(0, small(2)),
    small(1),
    ecdsaWithSha256,
    nameOf(issuer),
    sequence(inDays(fromDays), inDays(untilDays)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  );
  return pem(sequence(toSign, ecdsaWithSha256, bits(sign('sha256', toSign, signer))));
};

const mayIssue = sequence(oid('2.5.29.19'), yes, octets(sequence(yes)));
const addressName = sequence(oid('2.5.29.17'), octets(sequence(implicit(7, Uint8Array.of(127, 0, 0, 1)))));
const anotherName = sequence(oid('2.5.29.17'), octets(sequence(implicit(2, Buffer.from('somebody-else.test')))));

const keys = (): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' });

const lives: Readonly<Record<Defect, readonly [fromDays: number, untilDays: number]>> = {
  none: [-1, 30],
  expired: [-30, -1],
  'not-yet': [1, 30],
  'wrong-name': [-1, 30],
  'self-signed': [-1, 30],
};

export const newAuthority = (): Authority => {
  const own = keys();
  const issuer = 'Drill Authority';
  const [fromDays, untilDays] = lives.none;
  const cert = signed({
    subject: issuer,
    issuer,
    fromDays,
    untilDays,
    extensions: [mayIssue],
    publicKey: own.publicKey,
    signer: own.privateKey,
  });
  return {
    cert,
    issue(defect) {
      const { publicKey, privateKey } = keys();
      const isOwn = defect === 'self-signed';
      const subject = defect === 'wrong-name' ? 'somebody-else.test' : '127.0.0.1';
      const [from, until] = lives[defect];
      const identity = signed({
        subject,
        issuer: isOwn ? subject : issuer,
        fromDays: from,
        untilDays: until,
        extensions: [defect === 'wrong-name' ? anotherName : addressName],
        publicKey,
        signer: isOwn ? privateKey : own.privateKey,
      });
      return { cert: identity, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) };
    },
  };
};
