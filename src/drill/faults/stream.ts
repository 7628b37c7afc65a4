/** Faults of a stream: it begins well and then is late, cut, reset, silent, garbled or without an end. */
import { frameText, type Frame, type Trouble } from '../speak/answer.ts';
import { say, sayAll, streamHeaders } from '../upstream/healthy.ts';
import { end, fin, hang, head, reply, rst, wait, write, type Step } from '../upstream/step.ts';
import { injected, onRequest, type Fault, type Meeting, type Params } from './fault.ts';

const named = <P extends Params>(says: string, params: P): { group: 'stream'; says: string; params: P } => ({
  group: 'stream',
  says,
  params,
});

/** The frames up to and with the k-th word. */
const untilWord = (frames: readonly Frame[], words: number): readonly Frame[] => {
  const places = frames.flatMap(({ kind }, index) => (kind === 'word' ? [index] : []));
  const next = places[words];
  return next === undefined ? frames.filter(({ kind }) => kind === 'start' || kind === 'word') : frames.slice(0, next);
};

/** Sent so far: of a stream k words, of a whole body its first 60 percent under a promise of all. */
const begun = ({ ask, frames, whole, paceMs }: Meeting, words: number): readonly Step[] => {
  if (ask.stream) return [head(200, streamHeaders), ...sayAll(untilWord(frames, words), paceMs)];
  const bytes = Buffer.from(whole);
  const length = { 'content-type': 'application/json', 'content-length': String(bytes.length) };
  return [head(200, length), write(bytes.subarray(0, Math.floor(bytes.length * 0.6)))];
};

/** A stream with its own bytes for each frame; what is not streamed is served well. */
const respelt = (
  { ask, frames, whole, paceMs }: Meeting,
  spell: (frame: Frame, index: number) => readonly Step[],
): readonly Step[] =>
  ask.stream
    ? [
        head(200, streamHeaders),
        ...frames.flatMap((item, index) => [...spell(item, index), ...(item.kind === 'word' ? [wait(paceMs)] : [])]),
        end,
      ]
    : reply(200, whole);

const withoutKinds = (meeting: Meeting, kinds: readonly Frame['kind'][]): readonly Step[] => {
  const { ask, frames, whole, paceMs } = meeting;
  if (!ask.stream) return reply(200, whole);
  return [
    head(200, streamHeaders),
    ...sayAll(
      frames.filter(({ kind }) => !kinds.includes(kind)),
      paceMs,
    ),
    end,
  ];
};

/** Cuts the bytes inside each character of more than one byte, and otherwise in the middle of `data:`. */
const splitInside = (bytes: Buffer): readonly Uint8Array[] => {
  const wide = bytes.findIndex((byte) => byte >= 0xc0);
  const at = wide === -1 ? 2 : wide + 1;
  return [bytes.subarray(0, at), bytes.subarray(at)];
};

function* beating(words: readonly Step[], silence: { ms: number; everyMs: number; beat: string }): Generator<Step> {
  yield* words;
  for (let passed = 0; passed < silence.ms; passed += silence.everyMs) {
    yield wait(silence.everyMs);
    yield write(silence.beat);
  }
  yield fin;
}

const overload: Trouble = {
  status: 529,
  type: 'overloaded_error',
  code: 'overloaded',
  message: `Overloaded (${injected})`,
  param: null,
};

const failsAfter = (meeting: Meeting, words: number): readonly Step[] => {
  const { ask, speech } = meeting;
  if (!ask.stream) return reply(529, JSON.stringify(speech.trouble(overload)));
  const opening = words === 0 ? [head(200, streamHeaders)] : begun(meeting, words);
  return [...opening, ...say(speech.troubleFrame(overload), 0), end];
};

const malformed = (meeting: Meeting, at: number): readonly Step[] => {
  const broken = '{"id":"chatcmpl-injected","choices":[{"delta":{"content": ';
  if (!meeting.ask.stream) return reply(200, `${meeting.whole.slice(0, -2)}"oops`);
  let words = 0;
  return respelt(meeting, (item) => {
    words += item.kind === 'word' ? 1 : 0;
    const good = write(frameText(item), item.data);
    return item.kind === 'word' && words === at ? [write(`data: ${broken}\n\n`, broken), good] : [good];
  });
};

export const streamFaults = {
  'slow-first-token': onRequest(
    named('sends the head at once, the first word after 20 s', { ms: 20_000 }),
    (meeting, { ms }) => {
      const { ask, frames, whole, paceMs } = meeting;
      return ask.stream
        ? [head(200, streamHeaders), wait(ms), ...sayAll(frames, paceMs), end]
        : [head(200, { 'content-type': 'application/json' }), wait(ms), write(whole), end];
    },
  ),
  'stream-cut': onRequest(named('closes the connection after 40 words', { words: 40 }), (meeting, { words }) => [
    ...begun(meeting, words),
    fin,
  ]),
  'stream-end': onRequest(
    named('ends the body in good order after 40 words, with nothing to say that it is whole', { words: 40 }),
    (meeting, { words }) => (meeting.ask.stream ? [...begun(meeting, words), end] : [...begun(meeting, words), fin]),
  ),
  'stream-reset': onRequest(named('resets the connection after 40 words', { words: 40 }), (meeting, { words }) => [
    ...begun(meeting, words),
    rst,
  ]),
  'stream-stall': onRequest(
    named('falls silent after 20 words for 30 s, then closes', { words: 20, ms: 30_000 }),
    (meeting, { words, ms }) => [...begun(meeting, words), hang(ms)],
  ),
  'stream-heartbeats': onRequest(
    named('sends only comments after 20 words', { words: 20, ms: 300_000, everyMs: 1000 }),
    (meeting, { words, ms, everyMs }) =>
      beating(begun(meeting, words), { ms, everyMs, beat: meeting.ask.stream ? ': injected heartbeat\n\n' : ' ' }),
  ),
  'stream-malformed': onRequest(
    named('has one event whose JSON is broken, before word 10', { at: 10 }),
    (meeting, { at }) => malformed(meeting, at),
  ),
  'stream-overloaded': onRequest(named('sends overloaded_error after 10 words', { words: 10 }), (meeting, { words }) =>
    failsAfter(meeting, words),
  ),
  'stream-error-first': onRequest(named('sends an error as the first event', {}), (meeting) => failsAfter(meeting, 0)),
  'stream-split-utf8': onRequest(named('cuts its packets inside characters', { gapMs: 5 }), (meeting, { gapMs }) =>
    respelt(meeting, (item) => {
      const [first, rest] = splitInside(Buffer.from(frameText(item)));
      return [write(first ?? ''), wait(gapMs), write(rest ?? '', item.data)];
    }),
  ),
  'stream-crlf': onRequest(named('ends its lines with CR LF', {}), (meeting) =>
    respelt(meeting, (item) => [write(frameText(item).replaceAll('\n', '\r\n'), item.data)]),
  ),
  'stream-bom': onRequest(named('begins with a byte order mark', {}), (meeting) =>
    respelt(meeting, (item, index) => [write((index === 0 ? '\uFEFF' : '') + frameText(item), item.data)]),
  ),
  'stream-no-done': onRequest(named('is whole but for its end mark', {}), (meeting) => withoutKinds(meeting, ['done'])),
  'stream-no-finish': onRequest(named('ends with [DONE] but never says why it finished', {}), (meeting) =>
    withoutKinds(meeting, ['finish']),
  ),
  'stream-drip': onRequest(named('sends one word every 3 s', { paceMs: 3000 }), (meeting, { paceMs }) =>
    meeting.ask.stream ? [head(200, streamHeaders), ...sayAll(meeting.frames, paceMs), end] : reply(200, meeting.whole),
  ),
  'immediate-done': onRequest(named('sends the end mark and nothing before it', {}), (meeting) =>
    withoutKinds(meeting, ['start', 'word', 'finish', 'usage']),
  ),
} as const satisfies Record<string, Fault>;
