/** One case: what stands in the world, what is wrong with the network, and what the doctor has to say of it. */
import type { Blame } from '../../src/advice/doctor/diagnosis.ts';
import type { RemedyId } from '../../src/advice/doctor/remedies.ts';
import type { TroubleId } from '../../src/advice/doctor/troubles.ts';
import type { Family } from '../../src/domain/cause.ts';
import type { NameAnswer } from '../../src/drill/names/message.ts';
import { addresses } from './addresses.ts';
import type { Provider, Site, Stage } from './stage.ts';

export interface Case {
  readonly name: string;
  readonly stage?: Partial<Stage>;
  /** Where the doctor is sent; by default to the site. */
  readonly url?: string;
  /** Lines of shell in the namespace of the client, and of the world; NEAR and FAR are the two ends of the line. */
  readonly client?: string;
  readonly world?: string;
  /** How long each packet takes to the world, and as long back. */
  readonly farMs?: number;
  /** Lines of the client's hosts file. */
  readonly hosts?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** What `gsettings get` says of the system’s settings: `SCHEMA KEY`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What is told besides, without blame. */
  readonly hint?: TroubleId;
  readonly blame: Blame;
  readonly family: Family | null;
  /** Any of these is right. */
  readonly troubles: readonly (TroubleId | null)[];
  /** The first remedy; `null`: there is nothing to do. */
  readonly remedy: RemedyId | null;
}

export const found = (...list: readonly string[]): NameAnswer => ({
  kind: 'found',
  addresses: list,
  ttlSeconds: 60,
});

const right = found(addresses.site, addresses.site6);

export const gateway = (more: Partial<Extract<Site, { kind: 'gateway' }>> = {}): Site => ({
  kind: 'gateway',
  provider: 'well',
  mood: 'ready',
  manner: { kind: 'pass' },
  ...more,
});

export const provider = (how: Provider): Partial<Stage> => ({ site: gateway({ provider: how }) });

/** Something in front of the site that answers by itself. */
export const answering = (status: number, html: string): Partial<Stage> => ({
  site: gateway({ manner: { kind: 'status', status, html } }),
});

export const secure = (certificate: Stage['certificate'], more: Partial<Stage> = {}): Partial<Stage> => ({
  certificate,
  port: 443,
  ...more,
});

/** All is well. */
const base: Stage = {
  site: gateway(),
  port: 80,
  certificate: null,
  own: right,
  others: right,
  impostor: 'nothing',
  portal: 'good',
  proxy: 'none',
  socks: 'none',
  headBytes: 64 * 1024,
  aheadMs: 0,
};

export const stageOf = ({ stage = {} }: Case): Stage => ({ ...base, ...stage });

export const urlOf = ({ port, certificate }: Stage): string => {
  const scheme = certificate === null ? 'http' : 'https';
  return `${scheme}://chat.test${port === (certificate === null ? 80 : 443) ? '' : `:${port}`}/`;
};

/** Everything that comes to this address is lost on the way. */
export const lost = (match: string): string => `nft add rule inet line in ${match} drop`;

/** The same for both addresses of the site. */
export const toSite = (rule: (match: string) => string): string =>
  [`ip daddr ${addresses.site}`, `ip6 daddr ${addresses.site6}`].map(rule).join('; ');
