/** The kinds of value a config key can have. A field's message is what was expected, to stand after "expected". */
import { z } from 'zod';
import { readAddress, readDuration, readShare, readSize } from './units.ts';

/** In the JSON Schema a pattern lets `${NAME}` stand for any part of the value. */
const orReference = (form: string): string => `^(${form}|.*\\$\\{.+\\}.*)$`;

/** A text that is read into something else; `null` from `read` means it is not `expected`. */
export const parsed = <Value>(expected: string, read: (text: string) => Value | null) =>
  z.string({ error: expected }).transform((text, context) => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: expected });
    return z.NEVER;
  });

const durationForm = { title: 'duration', pattern: orReference('\\d+(\\.\\d+)?(ms|s|m|h)') };

const durationWords = 'a duration such as "60s"';
const someTimeWords = 'a duration above 0, such as "60s"';

/** Milliseconds, 0 included. */
export const duration = () => parsed(durationWords, readDuration).meta(durationForm);

/** Milliseconds, more than 0. */
export const someTime = () =>
  parsed(durationWords, readDuration)
    .refine((ms) => ms > 0, { error: someTimeWords })
    .meta(durationForm);

/** Milliseconds until an attempt is cut, or `auto`. */
export const timeOrAuto = () =>
  parsed('"auto" or a duration such as "60s"', (text): number | 'auto' | null =>
    text === 'auto' ? text : readDuration(text),
  )
    .refine((ms) => ms !== 0, { error: `"auto" or ${someTimeWords}` })
    .meta({ title: 'duration or `auto`', pattern: orReference('auto|\\d+(\\.\\d+)?(ms|s|m|h)') });

/** Milliseconds that a stream outlives its reader: `cancel` is 0, `never` Infinity. */
export const lostClient = () =>
  parsed('"cancel", "never" or a duration such as "30s"', (text) => {
    if (text === 'cancel') return 0;
    return text === 'never' ? Infinity : readDuration(text);
  }).meta({ title: 'duration, `cancel` or `never`', pattern: orReference('cancel|never|\\d+(\\.\\d+)?(ms|s|m|h)') });

/** Bytes. */
export const size = () =>
  parsed('a size such as "10mb"', readSize)
    .refine((bytes) => bytes > 0, { error: 'a size above 0, such as "10mb"' })
    .meta({ title: 'size', pattern: orReference('\\d+(\\.\\d+)?([bB]|[kmgKMG][bB])') });

/** 0 to 1. */
export const share = () =>
  parsed('a share from "0%" to "100%"', readShare).meta({ title: 'share', pattern: orReference('\\d+(\\.\\d+)?%') });

export const address = () =>
  parsed('an address such as "127.0.0.1:5020" or "[::1]:5020"', readAddress).meta({ title: 'address' });

export const count = (least: number, most: number) => {
  const error = `a whole number from ${least} to ${most}`;
  return z.int({ error }).min(least, { error }).max(most, { error });
};

const nameForm = /^[A-Za-z0-9._-]{1,64}$/;
const nameWords = 'a name of 1 to 64 letters, digits, ".", "_" or "-"';

/** Stands in headers and metrics, so it is kept to what both can carry. */
export const name = () => z.string({ error: nameWords }).regex(nameForm, { error: nameWords }).meta({ title: 'name' });

/** Not only digits: JavaScript would sort such names to the front, and the order of upstreams means something. */
export const upstreamName = () => name().regex(/[^0-9]/, { error: `${nameWords}, not only digits` });

const modelWords = 'a model name of 1 to 256 characters without spaces or control characters';

export const modelName = () =>
  z
    .string({ error: modelWords })
    .regex(/^[^\s\p{Cc}]{1,256}$/u, { error: modelWords })
    .meta({ title: 'model name' });

const secretWords = 'a secret of visible ASCII characters, without spaces or line breaks';

/** Goes into a header as it is. */
export const secret = () =>
  z
    .string({ error: secretWords })
    .regex(/^[\x21-\x7e]{1,4096}$/, { error: secretWords })
    .meta({ title: 'secret' });

/** One of a few words. */
export const oneOf = <const Words extends readonly [string, ...string[]]>(words: Words) => {
  const quoted = words.map((word) => `"${word}"`);
  return z.enum(words, { error: `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` });
};
