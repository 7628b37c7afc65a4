/** From what the hops say to one verdict: the first trouble that stops everything, else the first that hurts. Pure. */
import type { Blame, Diagnosis, Hop, HopId } from './diagnosis.ts';
import type { Patient } from './remedies.ts';
import { remediesFor } from './remedies.ts';
import type { Trouble, TroubleId, Weight } from './troubles.ts';
import { troubleOf } from './troubles.ts';

export type Verdict = Pick<
  Diagnosis,
  'verdict' | 'blame' | 'family' | 'code' | 'trouble' | 'confidence' | 'proven' | 'remedies'
>;

interface Found {
  readonly id: TroubleId;
  readonly row: Trouble;
}

const foundIn = (hops: readonly Hop[], weight: Weight): readonly Found[] =>
  hops.flatMap(({ troubles }) =>
    troubles.map((id) => ({ id, row: troubleOf(id) })).filter(({ row }) => row.weight === weight),
  );

/** On these, whether a VPN or a proxy is in use can matter. */
const onTheWay: ReadonlySet<HopId> = new Set(['dns', 'route', 'tcp', 'tls', 'stream']);

/** What makes a remedy plausible: the trouble, and what is in use on the way where that may have its part in it. */
const plausible = (main: Found, hints: readonly Found[]): readonly TroubleId[] =>
  onTheWay.has(main.row.hop) && main.row.blame === 'network'
    ? [...hints.map(({ id }) => id).filter((id) => id === 'vpn_in_use' || id === 'proxy_in_use'), main.id]
    : [main.id];

/** With nothing found and the answer not seen whole, nothing is known. */
const isWell = (hops: readonly Hop[]): boolean =>
  hops.some(({ id, status }) => id === 'http' && status !== 'unknown' && status !== 'skip');

const withoutTrouble = (hops: readonly Hop[]): Pick<Verdict, 'verdict' | 'blame' | 'confidence'> =>
  isWell(hops)
    ? { verdict: 'All is well: the whole way works.', blame: 'none', confidence: 0.95 }
    : { verdict: 'It could not be told which part of the way fails.', blame: 'unknown', confidence: 0 };

const provenBy = (hops: readonly Hop[]): readonly string[] =>
  hops.filter(({ status }) => status === 'ok').map(({ says }) => says);

const toldOf = (blame: Blame, { weight, says }: Trouble): string =>
  weight === 'hurts' && blame !== 'unknown' ? `It works, but badly. ${says}` : says;

export const verdictOf = (hops: readonly Hop[], patient: Patient): Verdict => {
  const proven = provenBy(hops);
  const main = foundIn(hops, 'stops')[0] ?? foundIn(hops, 'hurts')[0];
  if (main === undefined)
    return { ...withoutTrouble(hops), family: null, code: null, trouble: null, proven, remedies: [] };
  const { blame, family, code, confidence } = main.row;
  return {
    verdict: toldOf(blame, main.row),
    blame,
    family,
    code,
    trouble: main.id,
    confidence,
    proven,
    remedies: remediesFor(plausible(main, foundIn(hops, 'hint')), patient),
  };
};
