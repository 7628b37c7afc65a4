/** Hop 4: does the name lead to the right address? Answers are compared by whether they connect: different ones can all be right. */
import type { Reply } from '../../domain/doctor-ports.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import { durationText } from '../../domain/words/index.ts';
import { ill, msText, privately, seen, skipped, unknown, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

export interface PublicReply {
  readonly name: string;
  readonly over: 'udp' | 'tcp' | 'doh';
  readonly reply: Reply;
}

export interface DnsFacts {
  readonly isAddress: boolean;
  /** A proxy looks the name up. */
  readonly isProxied: boolean;
  readonly isHere: boolean;
  /** Of the hosts file. */
  readonly hosts: readonly string[];
  /** As programs of this device ask. */
  readonly system: Reply | null;
  /** This device’s resolvers, asked directly. */
  readonly own: readonly Reply[];
  readonly others: readonly PublicReply[];
  /** Addresses that took a connection. */
  readonly working: readonly string[];
  /** Addresses that did not. */
  readonly failing: readonly string[];
}

/** Pages are made of many names, one after the other. */
const slowMs = 1_000;

const addressesOf = (reply: Reply | null): readonly string[] => (reply?.kind === 'answer' ? reply.addresses : []);

const lastsText = (ttlSeconds: number | null): string =>
  ttlSeconds === null ? '' : `, good for another ${durationText(ttlSeconds * 1_000)}`;

const replyText = (reply: Reply): string => {
  const took = ` after ${msText(reply.ms)}`;
  switch (reply.kind) {
    case 'answer':
      if (reply.addresses.length > 0) return `${reply.addresses.length} addresses${took}${lastsText(reply.ttlSeconds)}`;
      return reply.rcode === 'NXDOMAIN' || reply.rcode === 'NOERROR' ? `no such name${took}` : `${reply.rcode}${took}`;
    case 'silent':
      return `no answer${took}`;
    case 'failed':
      return `${reply.code}${took}`;
    default:
      return reply satisfies never;
  }
};

const evidenceOf = ({ hosts, system, own, others, working, failing }: DnsFacts): readonly Observation[] => [
  ...(hosts.length > 0 ? [privately('hosts file', hosts.join(', '))] : []),
  ...(system === null ? [] : [seen('this device', replyText(system)), ...addressEvidence(system)]),
  ...own.map((reply, at) => seen(`its resolver ${at + 1}, asked directly`, replyText(reply))),
  ...others.map(({ name, over, reply }) => seen(`${name} over ${over.toUpperCase()}`, replyText(reply))),
  ...ageEvidence(own, others),
  ...(working.length > 0 ? [privately('addresses that answer', working.join(', '))] : []),
  ...(failing.length > 0 ? [privately('addresses that do not', failing.join(', '))] : []),
];

const addressEvidence = (reply: Reply): readonly Observation[] => {
  const addresses = addressesOf(reply);
  return addresses.length === 0 ? [] : [privately('addresses', addresses.join(', '))];
};

const lastsIn = (reply: Reply): number | null => (reply.kind === 'answer' ? reply.ttlSeconds : null);

/** An answer counts down while it is kept, so the longest rest tells how old the others are at least. */
const ageEvidence = (own: readonly Reply[], others: readonly PublicReply[]): readonly Observation[] => {
  const longest = Math.max(0, ...[...own, ...others.map(({ reply }) => reply)].map((each) => lastsIn(each) ?? 0));
  return own.flatMap((reply, at) => {
    const left = lastsIn(reply);
    return left === null || left >= longest
      ? []
      : [seen(`its resolver ${at + 1} keeps that answer for`, `${durationText((longest - left) * 1_000)} at least`)];
  });
};

const denies = (reply: Reply): boolean =>
  reply.kind === 'answer' && reply.addresses.length === 0 && (reply.rcode === 'NXDOMAIN' || reply.rcode === 'NOERROR');

const fails = (reply: Reply): boolean => reply.kind === 'answer' && reply.addresses.length === 0 && !denies(reply);

/** What the device's own answer is worth where it has none, seen beside the others'. */
const withoutAnswer = ({ system, own, others }: DnsFacts): TroubleId | null => {
  const replies = others.map(({ reply }) => reply);
  const spoke = replies.filter((reply) => reply.kind === 'answer');
  const isKnown = replies.some((reply) => addressesOf(reply).length > 0);
  const mine = [...(system === null ? [] : [system]), ...own];
  if (mine.some(denies)) {
    if (isKnown) return 'dns_blocked';
    return spoke.some(denies) ? 'dns_no_name' : 'dns_not_known';
  }
  if (!isKnown && spoke.length > 0 && spoke.every(denies)) return 'dns_no_name';
  if (!isKnown && spoke.length > 0 && spoke.every(fails)) return 'dns_broken_zone';
  return mine.some(fails) ? 'dns_failing' : 'dns_silent';
};

const works = (facts: DnsFacts, addresses: readonly string[]): boolean =>
  addresses.some((address) => facts.working.includes(address));

/** The device has an answer and nobody takes connections there, while somebody does where others point to. */
const wrongAnswer = (facts: DnsFacts): TroubleId | null => {
  const { hosts, system, own, others } = facts;
  const mine = addressesOf(system);
  if (mine.length === 0 || works(facts, mine)) return null;
  const elsewhere = [...own, ...others.map(({ reply }) => reply)].flatMap(addressesOf);
  if (!works(facts, elsewhere)) return null;
  if (hosts.length > 0) return 'hosts_file';
  return works(facts, own.flatMap(addressesOf)) ? 'dns_stale' : 'dns_lies';
};

/** “This host on this network” (RFC 1122, 3.2.1.3; RFC 4291, 2.5.2) is no address of anybody: blocklists answer with it. */
const isSunk = ({ system }: DnsFacts): boolean => {
  const mine = addressesOf(system);
  return mine.length > 0 && mine.every((address) => address === '0.0.0.0' || address === '::');
};

const answers = (replies: readonly Reply[]): boolean => replies.some(({ kind }) => kind === 'answer');

/** Nobody but the network's own resolver can be asked the plain way, although others are there. */
const isForced = ({ others }: DnsFacts): boolean => {
  const over = (wanted: PublicReply['over']): readonly Reply[] =>
    others.filter((each) => each.over === wanted).map(({ reply }) => reply);
  return over('udp').length > 0 && !answers(over('udp')) && (answers(over('doh')) || answers(over('tcp')));
};

const quickest = (replies: readonly Reply[]): number => Math.min(...replies.map(({ ms }) => ms));

/** Where all others take as long, it is this device or its line that is slow. */
const isSlow = ({ own, system, hosts, others }: DnsFacts): boolean => {
  const asked = own.length > 0 ? own : system === null ? [] : [system];
  const theirs = others.map(({ reply }) => reply).filter(({ kind }) => kind === 'answer');
  const mine = quickest(asked);
  if (hosts.length > 0 || asked.length === 0 || mine <= slowMs) return false;
  return theirs.length === 0 || mine > 2 * quickest(theirs);
};

export const judgeDns = (facts: DnsFacts): Judgement => {
  if (facts.isAddress) return skipped('It is an address already: no name has to be looked up.');
  if (facts.isProxied) return skipped('The proxy looks the name up.');
  const evidence = evidenceOf(facts);
  if (facts.hosts.length === 0 && addressesOf(facts.system).length === 0) {
    const trouble = withoutAnswer(facts);
    return trouble === null ? unknown('Nobody was asked for the name.', evidence) : ill([trouble], evidence);
  }
  if (isSunk(facts)) return ill([facts.hosts.length > 0 ? 'hosts_file' : 'dns_sunk'], evidence);
  const wrong = wrongAnswer(facts);
  if (wrong !== null) return ill([wrong], evidence);
  if (isSlow(facts)) return ill(['dns_slow'], evidence);
  if (isForced(facts)) return ill(['dns_forced'], evidence);
  return well('The name leads to an address.', evidence);
};
