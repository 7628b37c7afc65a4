/** A file with servers as the rules of Node see it. */
import type { Setting } from '../hop.ts';
import type { Source } from '../place.ts';
import { defaultsOf } from './framework.ts';
import type { ClockName, NodeServer } from './source.ts';

export interface NodeFile {
  readonly source: Source;
  readonly servers: readonly NodeServer[];
  readonly handlesTerm: boolean;
  /** Whether it has to do with answers that are streamed. */
  readonly streams: boolean;
}

/** The clock as it runs; `null` where the source works it out at run time. Node takes 0 for none. */
export const clockOf = (server: NodeServer, name: ClockName): Setting<number> | null => {
  const written = server.clocks[name];
  const { keepAliveMs, headersMs, requestMs } = defaultsOf(server.framework);
  const byDefault = { keepAliveTimeout: keepAliveMs, headersTimeout: headersMs, requestTimeout: requestMs, timeout: 0 };
  const ms = written === undefined ? byDefault[name] : written.ms;
  if (ms === null) return null;
  const place = written?.place ?? server.place;
  return { value: ms === 0 ? Infinity : ms, name, place, isDefault: written === undefined };
};
