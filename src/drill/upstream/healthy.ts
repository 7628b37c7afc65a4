/** What a healthy model server does with a request, as steps. Stream faults are variations of `stream`. */
import type { Meeting } from '../faults/fault.ts';
import { frameText, type Frame } from '../speak/answer.ts';
import { embeddingsBody } from '../speak/embeddings.ts';
import { end, head, reply, wait, write, type Step, type Steps } from './step.ts';

export const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
} as const;

/** One frame, and after a word the pause that makes it look written. */
export const say = (frame: Frame, paceMs: number): readonly Step[] => {
  const step = write(frameText(frame), frame.data);
  return frame.kind === 'word' && paceMs > 0 ? [step, wait(paceMs)] : [step];
};

export const sayAll = (frames: readonly Frame[], paceMs: number): readonly Step[] =>
  frames.flatMap((frame) => say(frame, paceMs));

const stream = ({ frames, paceMs }: Meeting): readonly Step[] => [
  head(200, streamHeaders),
  ...sayAll(frames, paceMs),
  end,
];

export const healthy = (meeting: Meeting): Steps => (meeting.ask.stream ? stream(meeting) : reply(200, meeting.whole));

/** The JSON body of an answer that is not streamed. */
export const wholeText = (meeting: Pick<Meeting, 'ask' | 'answer' | 'speech'>): string =>
  JSON.stringify(
    meeting.ask.operation === 'embeddings' ? embeddingsBody(meeting.ask) : meeting.speech.whole(meeting.answer),
  );
