/** Hop 2: the line to the router, and whether anything at all answers beyond it. */
import type { Burst, BurstReading } from './burst.ts';
import { isLossy, readBurst } from './burst.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import { ill, msText, privately, seen, skipped, unknown, well } from './judgement.ts';

export interface LinkFacts {
  readonly isHere: boolean;
  /** Where packets to elsewhere go first; `null`: nowhere, or this system did not tell. */
  readonly router: { readonly v4: string | null; readonly v6: string | null } | null;
  /** `gone`: it does not even say its hardware address. `null`: that was not to be seen. */
  readonly neighbour: 'there' | 'gone' | null;
  readonly burst: Burst | null;
  /** To what was asked for, later and over the same line. */
  readonly beyond: Burst | null;
  /** Sites that are up as good as always. */
  readonly controls: readonly { readonly name: string; readonly ms: number | null }[];
  /** What was asked for took a connection. */
  readonly isTargetReached: boolean;
  /** What else may keep others from answering. */
  readonly isExcused: boolean;
}

/** Wi-Fi that works well is far below both; a busy device adds some. */
const unsteadyMs = 250;
const slowMs = 100;

const burstEvidence = (burst: Burst): readonly Observation[] => {
  const reading = readBurst(burst);
  if (reading === null) return [];
  const { lost, typicalMs, spreadMs } = reading;
  return [
    seen('lost on the way to the router', `${Math.round(lost * 100)} % of ${burst.sent} tries`),
    seen('time to the router', `${msText(typicalMs)}, ${msText(spreadMs)} more at times`),
  ];
};

const evidenceOf = ({ router, neighbour, burst, controls }: LinkFacts): readonly Observation[] => [
  ...(router?.v4 == null ? [] : [privately('router', router.v4)]),
  ...(router?.v6 == null ? [] : [privately('router of IPv6', router.v6)]),
  ...(neighbour === null ? [] : [seen('the router', neighbour === 'there' ? 'is there' : 'does not answer')]),
  ...(burst === null ? [] : burstEvidence(burst)),
  ...controls.map(({ name, ms }) => seen(`another site (${name})`, ms === null ? 'no answer' : msText(ms))),
];

const gone = (facts: LinkFacts): 'router_gone' | 'no_route' | 'internet_gone' | null => {
  const { controls, isTargetReached, isExcused, router, neighbour } = facts;
  if (isTargetReached || controls.some(({ ms }) => ms !== null)) return null;
  if (router !== null && router.v4 === null && router.v6 === null) return 'no_route';
  if (neighbour === 'gone') return 'router_gone';
  return controls.length > 0 && !isExcused ? 'internet_gone' : null;
};

const isUnsteady = (reading: BurstReading | null): boolean =>
  reading !== null && (reading.spreadMs > unsteadyMs || reading.fastestMs > slowMs);

export const judgeLink = (facts: LinkFacts): Judgement => {
  if (facts.isHere) return skipped('It is on this very device: no line is needed.');
  const evidence = evidenceOf(facts);
  const broken = gone(facts);
  if (broken !== null) return ill([broken], evidence);
  const reading = facts.burst === null ? null : readBurst(facts.burst);
  const beyond = facts.beyond === null ? null : readBurst(facts.beyond);
  if (reading !== null && isLossy(reading)) return ill(['link_lossy'], evidence);
  if (isUnsteady(reading) && (beyond === null || isUnsteady(beyond))) return ill(['link_unsteady'], evidence);
  const answering = facts.controls.filter(({ ms }) => ms !== null).length;
  if (answering > 0) return well(`The internet connection works: ${answering} other sites answer.`, evidence);
  return facts.isTargetReached
    ? well('The line works.', evidence)
    : unknown('Nobody else was asked whether the line works.', evidence);
};
