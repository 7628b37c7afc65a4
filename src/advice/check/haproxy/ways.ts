/** The ways through HAProxy: a frontend or `listen`, and the backend it leads to. */
import { proxyKinds, type Section, type Sections, type Server, serversOf } from './config.ts';

export interface Way {
  /** Who takes calls; `null` for a backend that nothing in the file leads to. */
  readonly front: Section | null;
  readonly back: Section;
  readonly servers: readonly Server[];
  /** Why it is taken for a way of streamed answers. */
  readonly streams: string | null;
}

export interface HaproxyConfig extends Sections {
  readonly global: Section | null;
  readonly proxies: readonly Section[];
  readonly ways: readonly Way[];
}

type WhyStreams = (texts: readonly string[]) => string | null;

/** What a frontend says of a backend, found once: generated files have thousands of lines for each. */
interface Rules {
  /** Words of the lines that lead to a backend, by its name. */
  readonly uses: ReadonlyMap<string, readonly (readonly string[])[]>;
  readonly acls: ReadonlyMap<string, readonly (readonly string[])[]>;
}

const rulesOf = (front: Section): Rules => {
  const lines = front.lines.map(({ words }) => words.map(({ text }) => text));
  const called = (kind: RegExp): ReadonlyMap<string, readonly (readonly string[])[]> =>
    Map.groupBy(
      lines.filter(([first = '']) => kind.test(first)),
      ([, name = '']) => name,
    );
  return { uses: called(/^(?:use|default)_backend$/), acls: called(/^acl$/) };
};

/** Patterns of a frontend's conditions under which a backend is used. */
const pathsTo = ({ uses, acls }: Rules, back: string): readonly string[] =>
  (uses.get(back) ?? []).flatMap(([, , ...conditions]) => {
    const meant = conditions.flatMap((name) => acls.get(name) ?? []).flatMap((words) => words.slice(3));
    return [...conditions, ...meant].filter((text) => /[/.]/.test(text));
  });

const waysOf = (proxies: readonly Section[], whyStreams: WhyStreams): readonly Way[] => {
  const fronts = proxies.filter(({ kind }) => kind !== 'backend').map((front) => ({ front, rules: rulesOf(front) }));
  const leading = new Map<string, (typeof fronts)[number][]>();
  for (const one of fronts)
    for (const name of one.rules.uses.keys()) leading.set(name, [...(leading.get(name) ?? []), one]);
  const backs = proxies.filter((section) => section.kind !== 'frontend' && serversOf(section).length > 0);
  return backs.flatMap((back) => {
    const servers = serversOf(back);
    const own = back.kind === 'listen' ? [{ front: back, rules: null }] : (leading.get(back.name) ?? []);
    return (own.length === 0 ? [{ front: null, rules: null }] : own).map(({ front, rules }) => {
      const paths = rules === null ? [] : pathsTo(rules, back.name);
      const streams = whyStreams([...paths, back.name, ...servers.map(({ address }) => address)]);
      return { front, back, servers, streams };
    });
  });
};

export const configOf = (read: Sections, whyStreams: WhyStreams): HaproxyConfig => {
  const proxies = read.sections.filter(({ kind }) => (proxyKinds as readonly string[]).includes(kind));
  return {
    ...read,
    global: read.sections.find(({ kind }) => kind === 'global') ?? null,
    proxies,
    ways: waysOf(proxies, whyStreams),
  };
};
