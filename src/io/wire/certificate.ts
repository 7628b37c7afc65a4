/** Looks at a certificate that was refused: a second dial that sends nothing, only to be able to say what was wrong with it. */
import { connect } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import type { CertificateFacts } from '../../domain/ports.ts';

const limitMs = 1_000;
const namesShown = 5;

const one = (value: string | string[] | undefined): string => (Array.isArray(value) ? (value[0] ?? '') : (value ?? ''));

/** Foreign text: names only, and none that could be a sentence. */
const clean = (text: string): string => text.replaceAll(/[^\w .*:-]/g, '').slice(0, 80);

const namesOf = (certificate: PeerCertificate): readonly string[] => {
  const listed = (certificate.subjectaltname ?? '')
    .split(', ')
    .map((entry) => entry.replace(/^(?:DNS|IP Address):/, ''));
  const names = listed.filter((name) => name !== '').map(clean);
  return names.length > 0 ? names.slice(0, namesShown) : [clean(one(certificate.subject?.CN))];
};

const factsOf = (certificate: PeerCertificate): CertificateFacts | null =>
  Object.keys(certificate).length === 0
    ? null
    : {
        names: namesOf(certificate),
        issuer: clean(one(certificate.issuer?.O) || one(certificate.issuer?.CN)),
        validFrom: Date.parse(certificate.valid_from),
        validTo: Date.parse(certificate.valid_to),
      };

/** `null` when it cannot be had in time. The connection is closed as soon as the certificate is seen. */
export const inspectCertificate = (origin: string, address: string | null): Promise<CertificateFacts | null> => {
  const { hostname, port } = new URL(origin);
  const host = hostname.replaceAll(/[[\]]/g, '');
  return new Promise((resolve) => {
    // Nothing is sent over it, so nothing is trusted.
    const socket = connect({
      host: address ?? host,
      port: Number(port) || 443,
      servername: /^[\d.]+$|:/.test(host) ? '' : host,
      rejectUnauthorized: false,
    });
    const done = (facts: CertificateFacts | null): void => {
      socket.destroy();
      resolve(facts);
    };
    socket.setTimeout(limitMs, () => done(null));
    socket.once('error', () => done(null));
    socket.once('secureConnect', () => done(factsOf(socket.getPeerCertificate())));
  });
};
