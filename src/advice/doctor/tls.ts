/** Hop 8: the secure line. Does the other side prove who it is, and is nobody in between? */
import type { CertificateSeen, Heard, TlsSeen } from '../../domain/doctor-ports.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import { filterIn } from './filters.ts';
import { ill, privately, seen, skipped, unknown, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

export interface TlsFacts {
  readonly isSecure: boolean;
  readonly now: number;
  /** How far the device’s clock is ahead, in ms; `null`: nobody told the time. */
  readonly clockAheadMs: number | null;
  readonly tls: TlsSeen | null;
  /** What came of it. */
  readonly heard: Heard | null;
  /** The same site at another address, as others know it, shows a good certificate. */
  readonly isGoodElsewhere: boolean;
  /** Who signs the certificates of other sites here, where nobody vouches for those either. */
  readonly issuersElsewhere: readonly string[];
  /** The site is in a private network, where people have authorities of their own. */
  readonly isPrivate: boolean;
  /** The same machine shows a certificate when it is asked for another name. */
  readonly isNameBlocked: boolean;
}

const dayMs = 86_400_000;
const soonMs = 7 * dayMs;

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const certificateEvidence = (own: CertificateSeen, now: number): readonly Observation[] => [
  privately('certificate for', own.names.slice(0, 4).join(', ') || own.subject),
  seen('signed by', own.issuer),
  seen('good from', dayText(own.validFrom)),
  seen('good until', `${dayText(own.validTo)}${own.validTo < now ? ', over' : ''}`),
];

const evidenceOf = ({ tls, heard, now, clockAheadMs }: TlsFacts): readonly Observation[] => {
  const own = tls?.chain[0];
  return [
    ...(tls === null ? [] : [seen('protocol', tls.protocol)]),
    ...(own === undefined ? [] : certificateEvidence(own, now)),
    ...(tls?.refusal == null ? [] : [seen('refused because', tls.refusal)]),
    ...(tls?.trustedBySystem == null
      ? []
      : [seen('browsers of this device', tls.trustedBySystem ? 'trust it' : 'do not trust it')]),
    ...(tls !== null && !tls.namesFit ? [seen('the name', 'is not in the certificate')] : []),
    ...(heard?.kind === 'failed' && heard.at === 'tls' && tls === null
      ? [seen('the handshake ended with', heard.code)]
      : []),
    ...(clockAheadMs !== null && Math.abs(clockAheadMs) > dayMs ? [seen('the clock of this device', 'is wrong')] : []),
  ];
};

/** With the clock put right it would be valid. */
const isClocksFault = (own: CertificateSeen, { now, clockAheadMs }: TlsFacts): boolean => {
  const right = now - (clockAheadMs ?? 0);
  return clockAheadMs !== null && own.validFrom <= right && right <= own.validTo;
};

const dateTrouble = (facts: TlsFacts, own: CertificateSeen): TroubleId | null => {
  const { now } = facts;
  if (own.validFrom <= now && now <= own.validTo) return null;
  if (isClocksFault(own, facts)) return 'tls_clock';
  return own.validTo < now ? 'tls_expired' : 'tls_not_yet';
};

/** Nobody vouches for it: a known filter, the site's own mistake, or somebody in the middle. */
const trustTrouble = (tls: TlsSeen, { isGoodElsewhere, issuersElsewhere, isPrivate }: TlsFacts): TroubleId => {
  if (filterIn(tls.chain) !== null) return 'tls_filter';
  const isEverywhere = tls.chain.some(({ issuer }) => issuersElsewhere.includes(issuer));
  if (isGoodElsewhere || isEverywhere) return 'tls_stranger';
  if (tls.trustedBySystem === true) return 'tls_system_only';
  const [own, above] = tls.chain;
  const isOwnWord = own !== undefined && above === undefined && own.issuer === own.subject;
  if (isOwnWord) return 'tls_untrusted';
  if (tls.refusal === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' && own?.namesIssuerAddress === true) return 'tls_chain';
  return isPrivate ? 'tls_untrusted' : 'tls_stranger';
};

const handshakeTrouble = (code: string, { isNameBlocked }: TlsFacts): TroubleId => {
  if (isNameBlocked) return 'name_blocked';
  if (code === 'ETIMEDOUT') return 'tls_silent';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'tls_cut';
  return /WRONG_VERSION_NUMBER|PACKET_LENGTH|UNKNOWN_PROTOCOL|HTTP_REQUEST/.test(code) ? 'tls_plain' : 'tls_refused';
};

const troubleIn = (facts: TlsFacts): TroubleId | null => {
  const { tls, heard } = facts;
  const own = tls?.chain[0];
  if (tls !== null && own !== undefined) {
    const dates = dateTrouble(facts, own);
    if (dates !== null) return dates;
    if (tls.refusal !== null && !/ALTNAME|HOSTNAME/.test(tls.refusal)) return trustTrouble(tls, facts);
    return tls.namesFit ? null : 'tls_name';
  }
  return heard?.kind === 'failed' && heard.at === 'tls' ? handshakeTrouble(heard.code, facts) : null;
};

const safety = 'Whoever holds this certificate can read and change all you send: passwords, keys, prompts.';

export const judgeTls = (facts: TlsFacts): Judgement => {
  if (!facts.isSecure) return skipped('The address begins with http://: the line is not encrypted.');
  if (facts.heard === null || (facts.tls === null && facts.heard.kind === 'failed' && facts.heard.at !== 'tls'))
    return facts.tls === null ? skipped('It was not reached.') : unknown('It was not reached.');
  const evidence = evidenceOf(facts);
  const trouble = troubleIn(facts);
  if (trouble === 'tls_stranger') return ill([trouble], [...evidence, seen('what that means', safety)]);
  const filter = facts.tls === null ? null : filterIn(facts.tls.chain);
  const named = filter === null ? evidence : [...evidence, seen('looks like', filter)];
  if (trouble !== null) return ill([trouble], named);
  if (filter !== null) return ill(['tls_watched'], named);
  const own = facts.tls?.chain[0];
  if (own !== undefined && own.validTo - facts.now < soonMs) return ill(['tls_ends_soon'], evidence);
  return well('The line is secure, and the site proves who it is.', evidence);
};
