/** Hop 3: does the network put a sign-in page in the way? */
import type { Judgement } from './diagnosis.ts';
import { ill, privately, seen, skipped, unknown, well } from './judgement.ts';

export interface PortalFacts {
  readonly isHere: boolean;
  readonly probes: readonly {
    readonly url: string;
    /** `null`: no answer. */
    readonly status: number | null;
    readonly fits: boolean;
    /** Where it sends people. */
    readonly location: string | null;
  }[];
}

export const hasPortal = ({ probes }: PortalFacts): boolean =>
  probes.some(({ status, fits }) => status !== null && !fits) && !probes.some(({ fits }) => fits);

export const judgePortal = (facts: PortalFacts): Judgement => {
  if (facts.isHere) return skipped('It is on this very device: no network is in between.');
  if (facts.probes.length === 0) return skipped('Nobody was asked who would show a sign-in page.');
  const evidence = facts.probes.flatMap(({ status, fits, location }, at) => [
    seen(
      `known page ${at + 1}`,
      status === null ? 'no answer' : fits ? 'came as it should' : `came with status ${status}, and is another one`,
    ),
    ...(location === null || fits ? [] : [privately('it leads to', location)]),
  ]);
  if (hasPortal(facts)) return ill(['portal'], evidence);
  return facts.probes.some(({ fits }) => fits)
    ? well('No sign-in page is in the way.', evidence)
    : unknown('Whether a sign-in page is in the way could not be told.', evidence);
};
