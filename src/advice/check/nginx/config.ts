/** Questions to nginx's tree: what is set for a place, with nginx's inheritance, and which routes lead to whom. */
import type { Setting } from '../hop.ts';
import type { Version } from '../version.ts';
import { isBefore } from '../version.ts';
import type { Whole } from './includes.ts';
import type { Directive, Word } from './tree.ts';
import { readTime } from './units.ts';

/** Since this version nginx speaks HTTP/1.1 to upstreams and keeps connections to them by default. */
const keepsByDefault: Version = [1, 29, 7];

export interface Peer {
  readonly address: string;
  readonly directive: Directive;
  readonly parameters: ReadonlyMap<string, Word>;
}

export interface Upstream {
  readonly name: string;
  readonly directive: Directive;
  readonly peers: readonly Peer[];
}

/** A `proxy_pass`, with where it stands and where it leads. */
export interface Route {
  readonly whole: Whole;
  readonly pass: Directive;
  readonly location: Directive | null;
  /** Path or pattern of the location; `/` for none. */
  readonly path: string;
  readonly scheme: string;
  /** Host and port as written; it may name an upstream. */
  readonly host: string;
  readonly upstream: Upstream | null;
  /** Why it is taken for a way of streamed answers. */
  readonly streams: string | null;
}

export interface NginxConfig {
  readonly whole: Whole;
  /** Names of all upstreams a route may lead to, those in files beside it as well. */
  readonly upstreamNames: ReadonlySet<string>;
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly routes: readonly Route[];
  readonly keepsByDefault: boolean;
}

type ByName = ReadonlyMap<string, readonly Directive[]>;

/** Every rule asks for every route: each block is sorted by names once. */
const sorted = (walk: (block: readonly Directive[]) => Iterable<Directive>) => {
  const known = new WeakMap<readonly Directive[], ByName>();
  return (block: readonly Directive[], name: string): readonly Directive[] => {
    const found = known.get(block) ?? Map.groupBy(walk(block), (one) => one.name);
    known.set(block, found);
    return found.get(name) ?? [];
  };
};

function* everywhere(block: readonly Directive[]): Generator<Directive> {
  for (const one of block) {
    yield one;
    if (one.inner !== null) yield* everywhere(one.inner);
  }
}

/** All directives of a name, wherever they stand. */
export const named = sorted(everywhere);

const directly = sorted((block) => block);
const none: readonly Directive[] = [];

/** Directives of a name at the nearest level that has one: from the block outwards. */
export const inForce = (whole: Whole, from: Directive | null, name: string): readonly Directive[] => {
  for (let block = from; ; block = block.parent) {
    const here = directly(block === null ? whole.directives : (block.inner ?? none), name);
    if (here.length > 0 || block === null) return here;
  }
};

/** The one that counts where only one may stand. */
const setting = (whole: Whole, from: Directive | null, name: string): Directive | null =>
  inForce(whole, from, name).at(-1) ?? null;

export const firstWord = (directive: Directive | null): string => directive?.words[0]?.text ?? '';

const enclosing = (directive: Directive, name: string): Directive | null => {
  for (let block = directive.parent; block !== null; block = block.parent) if (block.name === name) return block;
  return null;
};

interface Wanted<Value> {
  readonly name: string;
  readonly byDefault: Value;
  readonly read: (text: string) => Value | null;
}

/** The directive in force where a route stands. */
export const settingFor = ({ whole, pass }: Route, name: string): Directive | null => setting(whole, pass.parent, name);

/** The value in force for a route; one that cannot be read, such as a variable, is not known. */
export const valueFor = <Value>(route: Route, { name, byDefault, read }: Wanted<Value>): Setting<Value> | null => {
  const found = settingFor(route, name);
  if (found === null) return { name, value: byDefault, place: route.pass.place, isDefault: true };
  const value = read(found.words.map(({ text }) => text).join(' '));
  return value === null ? null : { name, value, place: found.place, isDefault: false };
};

export const timeFor = (route: Route, name: string, byDefault: number): Setting<number> | null =>
  valueFor(route, { name, byDefault, read: readTime });

const readSwitch = (text: string): boolean | null => (text === 'on' ? true : text === 'off' ? false : null);

export const switchFor = (route: Route, name: string, byDefault: boolean): Setting<boolean> | null =>
  valueFor(route, { name, byDefault, read: readSwitch });

const peerOf = (directive: Directive): Peer => ({
  address: firstWord(directive),
  directive,
  parameters: new Map(directive.words.slice(1).map((word) => [word.text.split('=', 1)[0] ?? '', word])),
});

const upstreamOf = (directive: Directive): Upstream => ({
  name: firstWord(directive),
  directive,
  peers: (directive.inner ?? []).filter(({ name }) => name === 'server').map(peerOf),
});

/** A parameter's value, such as `3` of `max_fails=3`; empty for a bare word, `null` where there is none. */
export const parameter = ({ parameters }: Peer, name: string): string | null =>
  parameters.get(name)?.text.slice(name.length + 1) ?? null;

/** Variables that begin the path; what comes before them is the host. */
export const ofPath = /\$\{?(?:request_uri|uri|document_uri)\b.*$/;

const pathOf = (location: Directive | null): string => location?.words.at(-1)?.text ?? '/';

const routeOf = (pass: Directive, upstreams: ReadonlyMap<string, Upstream>): Omit<Route, 'streams' | 'whole'> => {
  const location = enclosing(pass, 'location');
  const [, scheme = '', before = ''] = /^(https?|grpcs?):\/\/([^/]*)/.exec(firstWord(pass)) ?? [];
  const host = before.replace(ofPath, '');
  return { pass, location, path: pathOf(location), scheme, host, upstream: upstreams.get(host) ?? null };
};

/** Proxied elsewhere than in `http` (mail, bare TCP) is no route. */
const isHttp = (pass: Directive): boolean => enclosing(pass, 'stream') === null && enclosing(pass, 'mail') === null;

interface Read {
  readonly whole: Whole;
  /** Of the parts of the same configuration: it may name them. */
  readonly beside: ReadonlyMap<string, Upstream>;
  readonly version: Version | null;
  readonly whyStreams: (texts: readonly string[]) => string | null;
}

export const upstreamsIn = ({ directives }: Whole): Map<string, Upstream> =>
  new Map([...named(directives, 'upstream')].map((one) => [firstWord(one), upstreamOf(one)]));

export const configOf = ({ whole, beside, version, whyStreams }: Read): NginxConfig => {
  const upstreams = upstreamsIn(whole);
  const known = new Map([...beside, ...upstreams]);
  const passes = [...named(whole.directives, 'proxy_pass')].filter(isHttp);
  return {
    whole,
    upstreams,
    upstreamNames: new Set(known.keys()),
    routes: passes.map((pass) => {
      const route = routeOf(pass, known);
      const peers = route.upstream?.peers.map(({ address }) => address) ?? [];
      return { ...route, whole, streams: whyStreams([route.path, route.host, ...peers]) };
    }),
    keepsByDefault: version !== null && !isBefore(version, keepsByDefault),
  };
};
