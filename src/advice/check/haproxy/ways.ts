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

/** Patterns of a frontend's conditions under which a backend is used. */
const pathsTo = (front: Section, back: string): readonly string[] => {
  const uses = front.lines.filter(({ words }) => words[0]?.text === 'use_backend' && words[1]?.text === back);
  return uses.flatMap(({ words }) => {
    const conditions = words.slice(2).map(({ text }) => text);
    const acls = front.lines.filter(
      (line) => line.words[0]?.text === 'acl' && conditions.includes(line.words[1]?.text ?? ''),
    );
    return [...conditions, ...acls.flatMap((line) => line.words.slice(3).map(({ text }) => text))].filter((text) =>
      /[/.]/.test(text),
    );
  });
};

const leadsTo = (front: Section, back: string): boolean =>
  front.lines.some(({ words }) => /^(?:use|default)_backend$/.test(words[0]?.text ?? '') && words[1]?.text === back);

const waysOf = (proxies: readonly Section[], whyStreams: WhyStreams): readonly Way[] => {
  const fronts = proxies.filter(({ kind }) => kind !== 'backend');
  const backs = proxies.filter((section) => section.kind !== 'frontend' && serversOf(section).length > 0);
  return backs.flatMap((back) => {
    const servers = serversOf(back);
    const own: readonly (Section | null)[] =
      back.kind === 'listen' ? [back] : fronts.filter((one) => leadsTo(one, back.name));
    return (own.length === 0 ? [null] : own).map((front) => {
      const paths = front === null || front === back ? [] : pathsTo(front, back.name);
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
