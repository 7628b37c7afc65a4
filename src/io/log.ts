/** The structured log: one JSON line per entry on stderr, or one readable line where a person watches a terminal. */
import { isatty } from 'node:tty';
import { pino } from 'pino';
import type { Log } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';

export interface LogDestination {
  write(line: string): void;
}

interface LogOptions {
  readonly level: Settings['log']['level'];
  /** Gets the JSON lines; without one they go to stderr. */
  readonly destination?: LogDestination;
}

const stderrFd = 2;
/** A stderr nobody reads must not eat the memory: lines beyond this are dropped. */
const queueBytes = 8 * 1024 * 1024;
const nestingLimit = 6;
const textLimit = 1000;

export const redacted = '[redacted]';

/** Fields that hold credentials or what people wrote. Nothing should log them; this is the net under that rule. */
const secretNames: ReadonlySet<string> = new Set(
  [
    'authorization proxy-authorization x-api-key api-key x-goog-api-key cookie set-cookie',
    'key apikey api_key token admintoken accesstoken access_token password secret credentials',
    'prompt input messages content body query',
  ].flatMap((line) => line.split(' ')),
);

/** Credentials inside other texts: bearer tokens, and keys in the forms that providers give them. */
const secretText = /\b(?:Bearer|Basic)\s+[\w.~+/=-]{6,}|\b(?:sk|gsk|xai|pk)[-_][\w-]{8,}|\bAIza[\w-]{20,}/gi;

const clean = (value: unknown, depth: number): unknown => {
  if (typeof value === 'string') return value.slice(0, textLimit).replace(secretText, redacted);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > nestingLimit) return '[nested too deep]';
  if (value instanceof Error) return cleanError(value, depth);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]: readonly [unknown, unknown]) => {
      const name = nameOf(key);
      return [name, secretNames.has(name.toLowerCase()) ? redacted : clean(item, depth + 1)];
    }),
  );
};

/** A map may have keys that no text can be made of. */
const nameOf = (key: unknown): string =>
  typeof key === 'string' || typeof key === 'number' ? String(key) : `[${typeof key}]`;

/** A parser's complaint quotes what it parsed, which may be somebody's prompt: its message is left out. */
const cleanError = (error: Error, depth: number): unknown => ({
  name: error.name,
  ...(error instanceof SyntaxError ? {} : { message: clean(error.message, depth) }),
  ...('code' in error ? { code: clean(error.code, depth + 1) } : {}),
  at: (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim()),
  ...(error.cause === undefined ? {} : { cause: clean(error.cause, depth + 1) }),
});

/** The fields without anything secret in them, at any depth and in any spelling of the names. */
export const withoutSecrets = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  clean(fields, 0) as Record<string, unknown>;

/** Control characters could drive the terminal that shows them. */
// oxlint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const shown = (value: unknown): string => {
  if (typeof value === 'string' && /^[\w.:/@*-]+$/.test(value)) return value;
  return (JSON.stringify(value) ?? 'undefined').replace(unprintable, '\u00b7');
};

/** `12:03:04.567 warn  what happened  name=value …` from one JSON line of the log. */
export const readableLine = (line: string): string => {
  const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  const clock = String(time).slice(11, 23);
  return `${[`${clock} ${String(level).padEnd(5)} ${String(msg).replace(unprintable, '\u00b7')}`, ...pairs].join('  ')}\n`;
};

/** stderr, written off the loop and flushed when the process ends. */
const stderrDestination = (): LogDestination => {
  const stderr = pino.destination({ fd: stderrFd, sync: false, maxLength: queueBytes });
  // A full disk or a closed pipe behind stderr is no reason to stop serving.
  stderr.on('error', () => {});
  return isatty(stderrFd) ? { write: (line) => void stderr.write(readableLine(line)) } : stderr;
};

export const makeLog = ({ level, destination }: LogOptions): Log => {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withoutSecrets },
      serializers: {},
    },
    destination ?? stderrDestination(),
  );
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
};
