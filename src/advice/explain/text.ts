/** `explain` for a text: an error, a status, some lines of a log, a page, a HAR; whatever was copied. */
import type { Report } from './finding.ts';
import { readHar } from './har.ts';
import { isObject, parsed } from './json.ts';
import { LineReader } from './line.ts';
import { anyMoment } from './moment.ts';
import { readProse } from './prose.ts';
import { harmless } from './redact.ts';
import { Tally } from './tally.ts';

/** More than anybody pastes; what lies behind it is not read. */
export const textLength = 1024 * 1024;

interface Block {
  readonly line: number;
  readonly text: string;
}

const readBlock = (tally: Tally, { line, text }: Block): void => {
  for (const { sighting, against } of readProse(text)) {
    const quoted = sighting.clues[0]?.value ?? '';
    const at = quoted === '' ? -1 : text.indexOf(quoted);
    const before = at < 0 ? 0 : (text.slice(0, at).match(/\n/g)?.length ?? 0);
    const own = text.split('\n')[before] ?? text;
    tally.add(sighting, { file: null, line: line + before, text: () => (at < 0 ? text : own) }, against);
  }
};

/** A line with a time at its start begins a new record; all others belong to the one before. */
const startsRecord = (line: string): boolean => anyMoment(line.slice(0, 40)) !== null;

const readLines = (tally: Tally, text: string): void => {
  const reader = new LineReader();
  let block: { line: number; lines: string[] } | null = null;
  const flush = (): void => {
    if (block !== null) readBlock(tally, { line: block.line, text: block.lines.join('\n') });
    block = null;
  };
  for (const [index, line] of text.split('\n').entries()) {
    const seen = line.length < 20 ? null : reader.read(line);
    if (seen !== null || (block !== null && startsRecord(line))) flush();
    if (seen === 'fine') continue;
    if (seen !== null) tally.add(seen, { file: null, line: index + 1, text: () => line });
    else if (block !== null) block.lines.push(line);
    else if (line.trim() !== '') block = { line: index + 1, lines: [line] };
  }
  flush();
};

/** JSON over several lines: a HAR, or an error object that was printed nicely. */
const readWhole = (tally: Tally, text: string): boolean => {
  if (!/^\s*[[{]/.test(text) || !text.includes('\n')) return false;
  const value = parsed(text);
  if (value === undefined) return false;
  if (isObject(value) && isObject(value['log']) && Array.isArray(value['log']['entries'])) {
    readHar(value, tally);
    return true;
  }
  const seen = isObject(value) ? new LineReader().read(JSON.stringify(value)) : null;
  if (seen !== null && seen !== 'fine') tally.add(seen, { file: null, line: 1, text: () => text });
  else readBlock(tally, { line: 1, text });
  return true;
};

export const explainText = (input: string): Report => {
  const text = harmless(input.slice(0, textLength)).trim();
  const tally = new Tally();
  if (text !== '' && !readWhole(tally, text)) readLines(tally, text);
  return tally.report();
};
