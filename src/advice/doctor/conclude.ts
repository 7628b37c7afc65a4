/** Puts the verdict over the hops: whom it blames, how long such things last, and what can be done. */
import { causeOf } from '../../domain/cause.ts';
import { durationText } from '../../domain/words/index.ts';
import type { About } from './about.ts';
import { toldBy } from './about.ts';
import type { Expected } from '../../policy/duration.ts';
import { expectedDuration } from '../../policy/duration.ts';
import type { Diagnosis, Hop } from './diagnosis.ts';
import { asksToWait } from './http.ts';
import type { Patient } from './remedies.ts';
import { aMinute } from './remedies.ts';
import type { Os } from './remedies/remedy-row.ts';
import type { Scene } from './scene.ts';
import type { Verdict } from './verdict.ts';
import { verdictOf } from './verdict.ts';

export interface Walked {
  readonly at: number;
  readonly ms: number;
  readonly hops: readonly Hop[];
  /** What a gateway of ours says of itself. */
  readonly about: About | null;
  readonly status: string | null;
  /** A proxy that browsers use here. */
  readonly browsersProxy: string | null;
}

const osOf = ({ device }: Scene): Os => (device.os === 'other' ? 'linux' : device.os);

const loginUrl = (proxy: Scene['proxy']): string =>
  proxy === null
    ? 'http://NAME:PASSWORD@PROXY:PORT'
    : `${proxy.kind === 'socks' ? 'socks5h' : 'http'}://NAME:PASSWORD@${proxy.host}:${proxy.port}`;

/** As long as the site itself says, where it does. */
const waitIn = (hops: readonly Hop[]): string => {
  const said = hops.flatMap(({ evidence }) => evidence).find(({ says }) => says === asksToWait)?.value;
  const seconds = /^(\d{1,7}) s$/.exec(said ?? '')?.[1];
  return seconds === undefined ? aMinute : `Wait ${durationText(Number(seconds) * 1_000)}, as the site asks`;
};

const patientOf = (scene: Scene, { hops, about, status, browsersProxy }: Walked): Patient => {
  const { target, proxy } = scene;
  return {
    os: osOf(scene),
    browser: null,
    fill: {
      wait: waitIn(hops),
      host: target.host,
      port: String(target.port),
      url: target.url,
      proxyUrl: browsersProxy ?? 'http://PROXY:PORT',
      proxyLogin: loginUrl(proxy),
      support: about?.support ?? 'see its help or contact page',
      status: status ?? 'its status page (search for its name and “status”)',
      report: 'good-gateway doctor --last --report support',
      lineReport: 'good-gateway doctor --last --report line',
    },
  };
};

/** What somebody has to mend on this side lasts until then. */
const passes: ReadonlySet<Verdict['blame']> = new Set(['gateway', 'provider']);

/** Published figures, where there are any for such a cause. */
const expectedOf = ({ blame, code, family, trouble }: Verdict, now: number): Expected | null => {
  if (code === null || family === null || trouble === 'refused_here' || !passes.has(blame)) return null;
  const cause = { ...causeOf(code), family };
  return expectedDuration({ cause, elapsedMs: 0, ofCode: [], ofFamily: [], markers: [], now });
};

export const concluded = (scene: Scene, walked: Walked): Diagnosis => {
  const verdict = verdictOf(walked.hops, patientOf(scene, walked));
  return {
    reportId: `rep_${scene.world.random.hex(16)}`,
    at: walked.at,
    ms: walked.ms,
    target: scene.target.url,
    ...verdict,
    hops: walked.hops,
    expected: expectedOf(verdict, walked.at),
    ...toldBy(walked.about),
  };
};
