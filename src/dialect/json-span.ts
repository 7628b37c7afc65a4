/** Finds where a member of a JSON object stands in its bytes, so that one value can be exchanged and all else stays as it came. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** The index behind the string that opens at `at`. */
const stringEnd = (bytes: Uint8Array, at: number): number => {
  for (let index = at + 1; index < bytes.length; index++) {
    if (bytes[index] === BACKSLASH) index++;
    else if (bytes[index] === QUOTE) return index + 1;
  }
  return bytes.length;
};

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const skipSpace = (bytes: Uint8Array, at: number): number => {
  let index = at;
  while (isSpace(bytes[index])) index++;
  return index;
};

/** The index behind the value that begins at `at`. */
const valueEnd = (bytes: Uint8Array, at: number): number => {
  let depth = 0;
  for (let index = at; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === QUOTE) {
      index = stringEnd(bytes, index) - 1;
      if (depth === 0) return index + 1;
    } else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) {
      if (depth === 0) return index;
      if (--depth === 0) return index + 1;
    } else if (depth === 0 && (byte === 0x2c || isSpace(byte))) return index;
  }
  return bytes.length;
};

/** Spans of the values of every top-level member of that name. `bytes` must be valid JSON. */
export const memberSpans = (bytes: Uint8Array, name: string): readonly Span[] => {
  const spans: Span[] = [];
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== 0x7b) return spans;
  at = skipSpace(bytes, at + 1);
  while (bytes[at] === QUOTE) {
    const keyEnd = stringEnd(bytes, at);
    const key: unknown = JSON.parse(Buffer.from(bytes.subarray(at, keyEnd)).toString('utf8'));
    const start = skipSpace(bytes, skipSpace(bytes, keyEnd) + 1);
    const end = valueEnd(bytes, start);
    if (key === name) spans.push({ start, end });
    at = skipSpace(bytes, end);
    if (bytes[at] !== 0x2c) break;
    at = skipSpace(bytes, at + 1);
  }
  return spans;
};

/** The same JSON with every top-level member `name` set to `value`; unchanged where it has none. */
export const withMember = (bytes: Uint8Array, name: string, value: string): Uint8Array => {
  const spans = memberSpans(bytes, name);
  if (spans.length === 0) return bytes;
  const replacement = Buffer.from(JSON.stringify(value));
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const span of spans) {
    parts.push(bytes.subarray(from, span.start), replacement);
    from = span.end;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
};

const replaced = (bytes: Uint8Array, { start, end }: Span, value: Uint8Array): Uint8Array =>
  Buffer.concat([bytes.subarray(0, start), value, bytes.subarray(end)]);

/** The JSON object with its member set; put first where it had none. */
export const withJson = (bytes: Uint8Array, name: string, value: unknown): Uint8Array => {
  const json = Buffer.from(JSON.stringify(value));
  const spans = memberSpans(bytes, name);
  if (spans.length > 0) return spans.reduceRight((body, span) => replaced(body, span, json), bytes);
  const at = bytes.indexOf(0x7b) + 1;
  const isEmpty = /^\s*\}/.test(Buffer.from(bytes.subarray(at)).toString('latin1'));
  const member = Buffer.concat([Buffer.from(`${JSON.stringify(name)}:`), json, Buffer.from(isEmpty ? '' : ',')]);
  return replaced(bytes, { start: at, end: at }, member);
};
