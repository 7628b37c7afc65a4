/** Servers in JavaScript and TypeScript files: recognises them, reads their clocks, and runs their rules. */
import type { Clocks, Hop } from '../hop.ts';
import type { Source } from '../place.ts';
import { findingsOf } from '../rule.ts';
import { nodeRules } from '../rules/node/index.ts';
import type { System } from '../system.ts';
import { clockOf, type NodeFile } from './file.ts';
import { type NodeServer, type NodeSource, readSource } from './source.ts';

const hopOf = (server: NodeServer, { source, streams }: NodeFile): Hop => {
  const keeps = clockOf(server, 'keepAliveTimeout');
  const silence = clockOf(server, 'timeout');
  const clocks: Clocks = {
    ...(keeps === null ? {} : { keepToCaller: keeps }),
    ...(silence === null || silence.value === Infinity ? {} : { toCaller: silence }),
  };
  return {
    system: 'node',
    root: source.file,
    name: `${server.framework} server`,
    place: server.place,
    streams: streams ? 'it speaks of streams of models' : null,
    clocks,
    buffers: null,
    asksNotToBuffer: false,
    largestRequest: null,
    attempts: null,
    repeatsPosts: null,
  };
};

const spokenOf = /text\/event-stream|\/v1\/(?:chat|completions|messages|responses)|openai|anthropic|streamSSE/i;

const fileOf = (source: Source, { servers, handlesTerm }: NodeSource, streaming: RegExp | null): NodeFile => {
  const { text } = source;
  return { source, servers, handlesTerm, streams: spokenOf.test(text) || streaming?.test(text) === true };
};

const unserved = ({ file }: Source): string =>
  `${file}: no HTTP server is started in it as far as can be told, and no clock of one is set`;

export const node: System = {
  name: 'node',
  rules: nodeRules,
  recognise: ({ file }) => (/\.[cm]?[jt]sx?$/.test(file) ? 1 : 0),
  read: async (sources, { streaming }) => {
    const read = sources.map((source) => ({ source, is: readSource(source) }));
    const files = read.map(({ source, is }) => fileOf(source, is, streaming));
    return {
      sources,
      hops: files.flatMap((file) => file.servers.map((server) => hopOf(server, file))),
      findings: files.flatMap((file) => findingsOf(nodeRules, file)),
      problems: read.flatMap(({ is }) => is.problems),
      notes: read.flatMap(({ source, is }) =>
        is.servers.length === 0 && is.problems.length === 0 ? [unserved(source)] : [],
      ),
    };
  },
};
