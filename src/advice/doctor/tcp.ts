/** Hop 7: the door. Does anybody take a connection at this address and port? */
import type { Dialled } from '../../domain/doctor-ports.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import { ill, msText, privately, seen, skipped, unknown, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

export interface TcpFacts {
  readonly isHere: boolean;
  readonly isProxied: boolean;
  readonly port: number;
  readonly tries: readonly { readonly address: string; readonly dialled: Dialled }[];
  /** Other sites, at the same port where that could be had. */
  readonly controls: readonly { readonly name: string; readonly port: number; readonly dialled: Dialled }[];
  /** The same machine at another port. */
  readonly neighbours: readonly { readonly port: number; readonly dialled: Dialled }[];
}

const dialledText = (dialled: Dialled): string =>
  dialled.kind === 'open' ? `open in ${msText(dialled.ms)}` : `${dialled.code} after ${msText(dialled.ms)}`;

const evidenceOf = ({ tries, controls, neighbours, port }: TcpFacts): readonly Observation[] => [
  ...tries.flatMap(({ address, dialled }) => [
    privately('address', address),
    seen(`port ${port}`, dialledText(dialled)),
  ]),
  ...neighbours.map((each) => seen(`the same machine, port ${each.port}`, dialledText(each.dialled))),
  ...controls.map((each) => seen(`${each.name}, port ${each.port}`, dialledText(each.dialled))),
];

const hasCode = (dialled: Dialled, ...codes: readonly string[]): boolean =>
  dialled.kind === 'failed' && codes.includes(dialled.code);

/** A refusal that others of this port get as well comes from a firewall in between. */
const refusal = ({ isHere, controls, port }: TcpFacts): TroubleId => {
  if (isHere) return 'refused_here';
  const same = controls.filter((each) => each.port === port);
  return same.length > 0 && same.every(({ dialled }) => hasCode(dialled, 'ECONNREFUSED')) ? 'rejected' : 'refused';
};

const isOpen = ({ dialled }: { readonly dialled: Dialled }): boolean => dialled.kind === 'open';

/** Silence at this port alone, here and elsewhere, is a rule of the network. */
const silence = ({ controls, neighbours, port }: TcpFacts): TroubleId => {
  const same = controls.filter((each) => each.port === port);
  const isShutElsewhere = same.length > 0 && !same.some(isOpen);
  const isOpenOtherwise = controls.some((each) => each.port !== port && isOpen(each)) || neighbours.some(isOpen);
  return isOpenOtherwise && (isShutElsewhere || neighbours.some(isOpen)) ? 'port_blocked' : 'silent';
};

const troubleIn = (facts: TcpFacts): TroubleId => {
  const is = (...codes: readonly string[]): boolean => facts.tries.some(({ dialled }) => hasCode(dialled, ...codes));
  if (is('ECONNREFUSED')) return refusal(facts);
  if (is('ECONNRESET')) return 'reset';
  if (is('ETIMEDOUT')) return silence(facts);
  if (is('EACCES', 'EPERM', 'ECONNABORTED')) return 'rejected';
  return is('EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL') ? 'unroutable' : 'silent';
};

export const judgeTcp = (facts: TcpFacts): Judgement => {
  if (facts.isProxied) return skipped('The proxy makes the connection.');
  if (facts.tries.length === 0) return skipped('There is no address to connect to.');
  const evidence = evidenceOf(facts);
  if (facts.tries.some(({ dialled }) => dialled.kind === 'open'))
    return well('Somebody takes the connection.', evidence);
  if (facts.tries.some(({ dialled }) => dialled.kind === 'failed')) return ill([troubleIn(facts)], evidence);
  return unknown('Nobody was tried.', evidence);
};
