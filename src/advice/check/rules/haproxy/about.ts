/** What the rules of HAProxy have in common: their subject, and a small config in which they are shown. */
import type { Server } from '../../haproxy/config.ts';
import { has, isTcp } from '../../haproxy/config.ts';
import type { HaproxyConfig, Way } from '../../haproxy/ways.ts';
import type { Rule } from '../../rule.ts';

export type HaproxyRule = Rule<HaproxyConfig>;

export const ofHaproxy = { system: 'haproxy', versions: '2.0 and later' } as const;

/** Keywords and their defaults, as HAProxy documents them. */
export const manual = (...keywords: readonly string[]): string =>
  `HAProxy configuration manual: ${keywords.join(', ')}`;

const indented = (lines: string): string => (lines === '' ? '' : `${lines.replaceAll(/^(?=.)/gm, '    ')}\n`);

const clocks = 'mode http\ntimeout connect 2s\ntimeout client 10m\ntimeout server 10m';
const twoServers = 'server one 10.0.0.1:8000 check\nserver two 10.0.0.2:8000 check';

interface Example {
  readonly global?: string;
  readonly defaults?: string;
  readonly front?: string;
  /** Lines of the backend before its servers. */
  readonly back?: string;
  readonly servers?: string;
  readonly name?: string;
}

/** A config with one way to models. */
export const example = ({
  global = '',
  defaults = clocks,
  front = '',
  back = '',
  servers = twoServers,
  name = 'llm',
}: Example): string =>
  [
    global === '' ? '' : `global\n${indented(global)}`,
    `defaults\n${indented(defaults)}`,
    `frontend web\n    bind :80\n${indented(front)}    default_backend ${name}\n`,
    `backend ${name}\n${indented(back)}${indented(servers)}`,
  ].join('');

/** Ways whose backend has several servers that take calls, each backend once. */
export const shared = ({ ways }: HaproxyConfig): readonly Way[] => {
  const seen = new Map(ways.map((way) => [way.back, way]));
  return [...seen.values()].filter(({ servers }) => servers.length > 1);
};

/** Bytes that are only passed on, such as those of a database: nobody there is answered 503. */
export const isBare = ({ back, streams }: Way): boolean => isTcp(back) && streams === null;

/** A server that is in the rotation unless it is told otherwise. */
export const isActive = (server: Server): boolean => !has(server, 'backup') && !has(server, 'disabled');
