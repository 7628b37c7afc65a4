/** Reads what a peer showed on a secure line: its chain, and whether this program or this system trusts it. */
import tls, { checkServerIdentity } from 'node:tls';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { CertificateSeen, TlsSeen } from '../../domain/doctor-ports.ts';

/** Longer ones are loops. */
const longestChain = 8;

const textOf = (value: string | string[] | undefined): string =>
  Array.isArray(value) ? value.join(', ') : (value ?? '');

const seen = (one: DetailedPeerCertificate): CertificateSeen => ({
  subject: textOf(one.subject?.CN),
  issuer: textOf(one.issuer?.CN) || textOf(one.issuer?.O),
  organisation: textOf(one.issuer?.O),
  names: (one.subjectaltname ?? '').split(', ').flatMap((each) => /^(?:DNS|IP Address):(.*)$/.exec(each)?.[1] ?? []),
  validFrom: Date.parse(one.valid_from),
  validTo: Date.parse(one.valid_to),
  namesIssuerAddress: one.infoAccess?.['CA Issuers - URI'] !== undefined,
  fingerprint: one.fingerprint256,
});

const chainOf = (socket: TLSSocket): readonly CertificateSeen[] => {
  const chain: CertificateSeen[] = [];
  let one: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (one?.fingerprint256 !== undefined && chain.length < longestChain) {
    chain.push(seen(one));
    const above: DetailedPeerCertificate = one.issuerCertificate;
    one = above === one || above?.fingerprint256 === one.fingerprint256 ? undefined : above;
  }
  return chain;
};

const refusalOf = (socket: TLSSocket): string | null => {
  if (socket.authorized) return null;
  const error: unknown = socket.authorizationError;
  if (typeof error === 'string') return error;
  return error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN';
};

export const tlsSeen = (socket: TLSSocket, host: string): TlsSeen => ({
  protocol: socket.getProtocol() ?? 'unknown',
  refusal: refusalOf(socket),
  trustedBySystem: null,
  namesFit: checkServerIdentity(host, socket.getPeerCertificate()) === undefined,
  chain: chainOf(socket),
});

/** The certificates this system trusts; none where this Node (before 22.15) or system cannot tell them. */
export const systemAuthorities = (): readonly string[] => {
  try {
    return tls.getCACertificates('system');
  } catch {
    return [];
  }
};
