/** The way from the gateway to an upstream in the doctor's own hops: what was found of each, and what can only be seen elsewhere. */
import type { Blame, HopId, HopStatus } from '../../advice/doctor/diagnosis.ts';
import { hopIds } from '../../advice/doctor/diagnosis.ts';
import type { CauseCode, Clue, Family, Who } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { Upstream } from '../../domain/upstream.ts';
import type { Finding } from './findings.ts';

export interface UpstreamHop {
  readonly id: HopId;
  readonly status: HopStatus;
  /** What this hop alone took; `null`: it was not measured. */
  readonly ms: number | null;
  readonly says: string;
  readonly evidence: readonly Clue[];
  readonly code: CauseCode | null;
}

/** Which hop of the way each step of the look belongs to. */
const hopOf = {
  dns: 'dns',
  connect: 'tcp',
  tls: 'tls',
  models: 'http',
  health: 'http',
  load: 'provider',
  completion: 'provider',
} as const satisfies Record<Finding['id'], HopId>;

const elsewhere = ({ url }: Upstream): string =>
  `The command sees it, on the gateway’s machine: good-gateway doctor ${URL.canParse(url) ? new URL(url).origin : url}`;

const unseen = (upstream: Upstream): Readonly<Record<HopId, string>> => ({
  device: 'It is the gateway’s own machine that asks.',
  link: elsewhere(upstream),
  portal: elsewhere(upstream),
  dns: 'No name had to be looked up.',
  route: elsewhere(upstream),
  proxy: 'The gateway asks its upstreams without a proxy.',
  tcp: 'It was not reached.',
  tls: 'It was not reached.',
  http: 'It was not reached.',
  stream: 'How answers arrive is seen in calls: time to first token, and the longest silence.',
  gateway: 'It is the gateway that asks.',
  provider: 'It tells nothing of its load. With {"complete": "MODEL"} it is asked for one token.',
});

const ranks: readonly HopStatus[] = ['fail', 'warn', 'ok', 'skip'];

export const hopsOf = (upstream: Upstream, findings: readonly Finding[]): readonly UpstreamHop[] => {
  const nothing = unseen(upstream);
  return hopIds.map((id) => {
    const own = findings.filter((finding) => hopOf[finding.id] === id);
    const [worst] = own.toSorted((one, other) => ranks.indexOf(one.status) - ranks.indexOf(other.status));
    if (worst === undefined) return { id, status: 'skip', ms: null, says: nothing[id], evidence: [], code: null };
    const { status, ms, says, code } = worst;
    return { id, status, ms, says, code, evidence: own.flatMap(({ evidence }) => evidence) };
  });
};

/** From the gateway's side its own mistakes are the operator's, who is asked to mend them here. */
const blameOf = {
  caller: 'gateway',
  operator: 'gateway',
  network: 'network',
  provider: 'provider',
  nobody: 'none',
} as const satisfies Record<Who, Blame>;

export interface UpstreamVerdict {
  /** The first hop that failed, else the first that is doubtful; `null`: all is well. */
  readonly worst: HopId | null;
  readonly verdict: string;
  readonly blame: Blame;
  readonly family: Family | null;
  readonly remedies: readonly { readonly id: string; readonly text: string }[];
}

export const verdictOn = (findings: readonly Finding[]): UpstreamVerdict => {
  const worst = findings.find(({ status }) => status === 'fail') ?? findings.find(({ status }) => status === 'warn');
  if (worst === undefined)
    return { worst: null, verdict: 'All that was asked is well.', blame: 'none', family: null, remedies: [] };
  const { id, says, code, todo } = worst;
  return {
    worst: hopOf[id],
    verdict: says,
    blame: code === null ? 'none' : blameOf[traits[code].who],
    family: code === null ? null : traits[code].family,
    remedies: todo === '' ? [] : [{ id: code ?? id, text: todo }],
  };
};
