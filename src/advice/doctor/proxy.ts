/** Hop 6: a proxy or VPN between the device and the rest. Does it answer, does it let this through, does it want a sign-in? */
import type { Dialled, Heard } from '../../domain/doctor-ports.ts';
import type { Judgement, Observation } from './diagnosis.ts';
import { ill, msText, privately, seen, well } from './judgement.ts';
import type { TroubleId } from './troubles.ts';

/** A proxy that browsers use here and programs on the command line do not. */
export interface BrowsersProxy {
  /** How the system's settings tell of it; `no script`: they name a script that nobody hands out; `unread script`: one that nobody was to be asked for. */
  readonly by: 'name' | 'script' | 'no script' | 'unread script';
  /** The one that leads there, else the first; `null`: none is named. */
  readonly url: string | null;
  readonly leadsThere: boolean;
  /** Browsers may go straight as well. */
  readonly allowsDirect: boolean;
}

export interface ProxyFacts {
  /** The one that is used for this address; `null`: none is. */
  readonly used: {
    readonly from: string;
    readonly name: string;
    /** It is on this very device. */
    readonly isHere: boolean;
    readonly isSupported: boolean;
    readonly dialled: Dialled;
  } | null;
  /** What came back through it. */
  readonly heard: Heard | null;
  /** `null`: browsers go straight, or it was not looked at. */
  readonly ofSystem: BrowsersProxy | null;
  /** What was asked for answers without it. */
  readonly isReachedDirectly: boolean;
  /** The network device packets leave through, where that is a tunnel. */
  readonly tunnel: string | null;
}

/** Headers that proxies put on answers of their own. */
const isProxysOwn = (heard: Extract<Heard, { kind: 'answer' }>): boolean =>
  heard.status === 407 ||
  ['x-squid-error', 'proxy-agent', 'proxy-authenticate', 'proxy-connection'].some(
    (name) => heard.headers[name] !== undefined,
  );

const statusTrouble = (status: number): TroubleId => {
  if (status === 407) return 'proxy_login';
  return status >= 400 && status < 500 ? 'proxy_blocks' : 'proxy_fails';
};

const socksTroubles: Readonly<Record<string, TroubleId>> = { SOCKS_LOGIN: 'proxy_login', SOCKS_RULES: 'proxy_blocks' };

const answerTrouble = (heard: Heard): TroubleId | null => {
  if (heard.kind === 'answer') return isProxysOwn(heard) && heard.status >= 400 ? statusTrouble(heard.status) : null;
  if (heard.at !== 'proxy') return null;
  return heard.status === null ? (socksTroubles[heard.code] ?? 'proxy_fails') : statusTrouble(heard.status);
};

const troubleOf = ({ used, heard, ofSystem, isReachedDirectly }: ProxyFacts): TroubleId | null => {
  if (used !== null && used.isSupported) {
    if (used.dialled.kind === 'failed') return used.isHere ? 'proxy_here_gone' : 'proxy_gone';
    return heard === null ? null : answerTrouble(heard);
  }
  return ofSystem === null ? null : browsersTrouble(ofSystem, isReachedDirectly);
};

/** Browsers and programs go different ways, and one of the two does not get there. */
const browsersTrouble = ({ leadsThere, allowsDirect }: BrowsersProxy, isReachedDirectly: boolean): TroubleId | null => {
  if (leadsThere) return isReachedDirectly ? null : 'proxy_not_used';
  return isReachedDirectly && !allowsDirect ? 'proxy_of_browsers' : null;
};

const scripts = {
  name: 'name one',
  script: 'name a script (PAC), which was read and not run',
  'no script': 'name a script (PAC) that nobody hands out',
  'unread script': 'name a script (PAC), which was not asked for',
} as const satisfies Record<BrowsersProxy['by'], string>;

const systemEvidence = ({ by, url, leadsThere, allowsDirect }: BrowsersProxy): readonly Observation[] => [
  seen('proxy of browsers', `the settings of this system ${scripts[by]}`),
  ...(url === null ? [] : [privately('it', url), seen('it', leadsThere ? 'leads there' : 'does not lead there')]),
  ...(by === 'script' && allowsDirect ? [seen('the script', 'lets some of it go straight')] : []),
];

const evidenceOf = ({ used, ofSystem, tunnel, heard }: ProxyFacts): readonly Observation[] => [
  ...(used === null
    ? []
    : [
        seen('proxy named by', used.from),
        privately('proxy', used.name),
        ...(used.isSupported
          ? [
              seen(
                'it',
                used.dialled.kind === 'open'
                  ? `answers in ${msText(used.dialled.ms)}`
                  : `does not answer: ${used.dialled.code}`,
              ),
            ]
          : [seen('it', 'speaks a kind of its own (SOCKS4, or https to the proxy), which was not tried')]),
      ]),
  ...(heard?.kind === 'failed' && heard.at === 'proxy' ? [seen('it answered', heard.code)] : []),
  ...(heard?.kind === 'answer' && isProxysOwn(heard) ? [seen('it answered', `status ${heard.status}`)] : []),
  ...(ofSystem === null ? [] : systemEvidence(ofSystem)),
  ...(tunnel === null ? [] : [privately('packets leave through', tunnel)]),
];

export const judgeProxy = (facts: ProxyFacts): Judgement => {
  const evidence = evidenceOf(facts);
  const trouble = troubleOf(facts);
  if (trouble !== null) return ill([trouble], evidence);
  const hints: readonly TroubleId[] = [
    ...(facts.used === null ? [] : (['proxy_in_use'] as const)),
    ...(facts.tunnel === null ? [] : (['vpn_in_use'] as const)),
  ];
  const says = facts.used === null ? 'No proxy is in use.' : 'The proxy lets it through.';
  return { ...well(facts.tunnel === null ? says : `${says} A VPN is.`, evidence), troubles: hints };
};
