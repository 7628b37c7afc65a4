/** Our own config: recognises it, reads it as the gateway does, and runs its rules. */
import { headWaitMs, keepToCallersMs, keepToUpstreamsMs } from '../../../domain/own-clocks.ts';
import type { Hop, Setting } from '../hop.ts';
import { findingsOf } from '../rule.ts';
import { ownRules } from '../rules/own/index.ts';
import type { System } from '../system.ts';
import type { Source } from '../place.ts';
import type { Steps } from '../yaml/tree.ts';
import { fileSchema } from '../../../config/schema.ts';
import { type OwnConfig, readOwn } from './config.ts';

const hopOf = (source: Source, { settings, placeOf, textAt }: OwnConfig): Hop => {
  const start = { source, start: 0, end: 0 };
  const isWritten = (path: Steps): boolean => textAt(...path) !== null;
  const setting = (value: number, ...path: Steps): Setting<number> => ({
    value,
    name: path.join('.'),
    place: isWritten(path) ? placeOf(...path) : start,
    isDefault: !isWritten(path),
  });
  const fixed = (value: number, name: string): Setting<number> => ({
    value,
    name,
    place: start,
    isDefault: true,
    isFixed: true,
  });
  const { timeouts } = settings;
  return {
    system: 'good-gateway',
    root: source.file,
    port: settings.listen.port,
    name: 'Good Gateway',
    place: start,
    streams: 'it serves models',
    clocks: {
      connect: setting(timeouts.connectMs, 'timeouts', 'connect'),
      read: setting(timeouts.idleMs, 'timeouts', 'idle'),
      whole: setting(timeouts.totalMs, 'timeouts', 'total'),
      keepToCaller: fixed(keepToCallersMs, 'kept for callers'),
      keepToNext: fixed(keepToUpstreamsMs, 'kept to upstreams'),
      beat: fixed(headWaitMs, 'first heartbeat'),
      quiet: setting(timeouts.totalMs, 'timeouts', 'total'),
      drain: setting(settings.drainMs, 'drain'),
    },
    buffers: null,
    asksNotToBuffer: true,
    largestRequest: setting(settings.limits.bodyBytes, 'limits', 'body'),
    attempts: setting(settings.retries.attempts, 'retries', 'attempts'),
    repeatsPosts: { value: true, name: 'retries', place: start, isDefault: true },
  };
};

/** Kubernetes calls other things so, always under an `apiVersion`. */
const recognise = ({ file, text }: Source): number => {
  if (!/\.ya?ml$/.test(file) && file !== 'standard input') return 0;
  if (/(?:^|\/)good-gateway[^/]*$/.test(file) && !/^apiVersion:/m.test(text)) return 1;
  const keys = Array.from(text.matchAll(/^["']?(\w+)["']?:/gm), ([, key]) => key ?? '');
  return keys.includes('upstreams') && keys.every((key) => Object.hasOwn(fileSchema.shape, key)) ? 0.9 : 0;
};

export const own: System = {
  name: 'good-gateway',
  rules: ownRules,
  recognise,
  read: async (sources) => {
    const read = sources.map((source) => ({ source, file: readOwn(source) }));
    const configs = read.flatMap(({ source, file }) => (file.config === null ? [] : [{ source, config: file.config }]));
    return {
      sources,
      hops: configs.map(({ source, config }) => hopOf(source, config)),
      findings: configs.flatMap(({ config }) => findingsOf(ownRules, config)),
      problems: read.flatMap(({ file }) => file.problems),
      notes: read.flatMap(({ file }) => file.notes),
    };
  },
};
