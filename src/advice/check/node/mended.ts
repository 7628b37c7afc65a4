/** The lines of code that mend a server, in the words of its own file. */
import type { ClockName, NodeServer } from './source.ts';

/** `server.close()`; a server that has no name yet gets one first. */
export const onServer = ({ framework, name, place }: NodeServer, line: string): string => {
  if (name !== null) return line.replaceAll('SERVER', framework === 'fastify' ? `${name}.server` : name);
  const { text } = place.source;
  const before = /\bnew\s+$/.test(text.slice(0, place.start)) ? 'new ' : framework === 'nest' ? 'await ' : '';
  const named = `const server = ${before}${text.slice(place.start, place.end)}(…);`;
  return `${named}\n${line.replaceAll('SERVER', framework === 'fastify' ? 'server.server' : 'server')}`;
};

const closings: Readonly<Record<string, string>> = { '=': ';', '(': ');' };

/** The clock with this value: as it is written there, or as a line of its own. */
export const withClock = (server: NodeServer, clock: ClockName, value: string): string => {
  const written = server.clocks[clock];
  if (written === undefined) return onServer(server, `SERVER.${clock} = ${value};`);
  const start = written.place.source.text.slice(written.place.start, written.value.start);
  return `${start}${value}${closings[start.trimEnd().slice(-1)] ?? ''}`;
};
