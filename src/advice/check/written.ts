/** Clocks as the files of their systems have them, so that a fix can be pasted. */
import { timeText } from './duration.ts';
import type { Hop, Setting } from './hop.ts';

/** In a unit that all of these systems read. */
const unit = (ms: number): string => (ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`);

/** `timeouts: { total: 55s }`. */
const nested = ([key = '', ...inner]: readonly string[], value: string): string =>
  inner.length === 0 ? `${key}: ${value}` : `${key}: { ${nested(inner, value)} }`;

const line = (system: string, name: string, ms: number): string => {
  switch (system) {
    case 'nginx':
      return name === 'keepalive_timeout (upstream)'
        ? `keepalive_timeout ${unit(ms)};   # in the upstream`
        : `${name} ${unit(ms)};`;
    case 'haproxy':
      return `${name} ${unit(ms)}`;
    case 'kubernetes':
      return name.includes('-') ? `${name}: "${ms / 1_000}"` : `${name}: ${ms / 1_000}`;
    case 'node':
      return `server.${name} = ${ms};`;
    case 'good-gateway':
      return nested(name.split('.'), unit(ms));
    case 'envoy':
      return `${name}: ${unit(ms)}`;
    default:
      return `${name}: ${timeText(ms)}`;
  }
};

/** The line that sets it, and the file it belongs to; none for what no config sets, or for no bound. */
export const written = ({ system, root }: Hop, { name, isFixed }: Setting<unknown>, ms: number): readonly string[] =>
  isFixed === true || ms === Infinity ? [] : [`in ${root}: ${line(system, name, ms)}`];

/** One of several ways to mend it. */
export const either = (...ways: readonly (readonly string[])[]): string => ways.flat().join('\nor ');

/** A clock that runs out before another one: by 5 s, where there are so many. */
export const lessThan = (ms: number): number => {
  if (ms > 10_000) return ms - 5_000;
  return ms > 2_000 ? ms - 1_000 : Math.floor(ms / 2);
};
