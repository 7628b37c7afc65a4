/** What the gateway says of an incident by itself: plain, no blame without evidence, and never more than was counted. */
import type { CauseCode } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { AlarmKind, Fared, Incident, Where } from '../../domain/incident.ts';
import { callsText, faredText, percentText } from '../../domain/words/figures.ts';
import { durationText, roughText, wordsOf } from '../../domain/words/index.ts';
import type { Alarm } from './candidate.ts';

/** `at primary`, `for the model gpt-5`, empty for everything. */
export const placeText = ({ level, name }: Where): string => {
  switch (level) {
    case 'everything':
      return '';
    case 'zone':
      return ` in the zone ${name}`;
    case 'upstream':
      return ` at ${name}`;
    case 'model':
      return ` for the model ${name}`;
    case 'caller':
      return ` for the key ${name}`;
    case 'model at upstream':
      return ` for ${name}`;
    default:
      return level satisfies never;
  }
};

/** From so much on nearly all calls fail, and many. */
const nearlyAll = 0.9;
const many = 0.1;
/** Fewer calls are no ground for the greatest of words. */
const enoughCalls = 20;

export const titleOf = ({ where, signal }: Alarm, { calls, failed }: Fared): string => {
  const place = placeText(where);
  switch (signal.kind) {
    case 'failures':
      if (calls >= enoughCalls && failed >= nearlyAll * calls) return `Nearly all calls fail${place}`;
      return failed >= many * calls ? `Many calls fail${place}` : `More calls fail than usual${place}`;
    case 'network':
      return 'The gateway reaches no upstream';
    case 'hidden':
      return `Attempts fail${place}, callers do not notice`;
    case 'queue':
      return `Calls wait longer and longer${place}`;
    case 'silence':
      return `No calls arrive${place}`;
    case 'burn':
      return `More calls fail than usual${place}, for some time`;
    case 'budget':
      return 'More calls fail over days than was promised';
    default:
      return signal.kind satisfies never;
  }
};

const counted = ({ signal }: Alarm, fared: Fared, when: string): string => {
  switch (signal.kind) {
    case 'failures':
    case 'network':
    case 'burn':
      return `Of ${callsText(fared.calls)} ${when} ${faredText(fared)}.`;
    case 'budget':
      return `Of ${callsText(signal.of)} in the last three days ${faredText({ calls: signal.of, failed: signal.seen, rescued: 0 })}.`;
    case 'hidden':
      return `Of ${signal.of} attempts in the last three minutes ${signal.seen} failed (${percentText(signal.share)}). Of ${callsText(fared.calls)} ${when} ${faredText(fared)}.`;
    case 'queue':
      return `${callsText(signal.of)} of the last minute waited ${durationText(signal.seen)} for a free place, in the mean.`;
    case 'silence':
      return `About ${callsText(signal.of)} were to be expected since, and none came.`;
    default:
      return signal.kind satisfies never;
  }
};

export const openedText = (alarm: Alarm, soFar: Fared): string =>
  `${counted(alarm, soFar, 'since it began')} We are looking for the cause.`;

export const ownNetworkText =
  'Upstreams of different owners fell silent at the same moment. What they have in common is the way from here: the network of the gateway itself.';

export const identifiedText = (code: CauseCode): string => {
  const { happened, usually } = wordsOf(code);
  return [happened, usually].filter((text) => text !== '').join(' ');
};

/** From the third time on it is said what to make of it. */
export const returnedText = (alarm: Alarm, returns: number, lately: Fared): string => {
  const says = counted(alarm, lately, 'in the last minute');
  return returns < 2
    ? `It is back. ${says}`
    : `It comes and goes, ${returns + 1} times by now. ${says} We call it over once it has been quiet for longer.`;
};

export const calmTexts = {
  failures: 'Calls are answered again. We keep watching.',
  network: 'Upstreams are reached again. We keep watching.',
  burn: 'No more calls fail than usual. We keep watching.',
  hidden: 'Attempts succeed again. We keep watching.',
  queue: 'Calls find a place again. We keep watching.',
  silence: 'Calls arrive again. We keep watching.',
  budget: 'No more calls fail than was promised. We keep watching.',
} as const satisfies Record<AlarmKind, string>;

export const lookedBackText = 'We have looked back at it. What happened, and why, is told on this page.';

export const mergedText = (title: string): string => `This is part of another incident now: ${title}.`;

export const mergedByHandText = (from: string): string => `This was the same trouble: ${from}. We go on with it here.`;

export const resolvedText = ({ startedAt, measured }: Incident, endedAt: number): string => {
  const lasted = `It lasted ${roughText(Math.max(0, endedAt - startedAt))}.`;
  const fared = measured.calls === 0 ? 'No calls came.' : `Of ${callsText(measured.calls)} ${faredText(measured)}.`;
  return `${lasted} ${fared}`;
};

/** One that most of the failures share is the cause; a mixture has none yet. */
const agreedShare = 0.6;

export const agreedCause = (codes: Incident['measured']['codes']): Incident['cause'] => {
  const all = codes.reduce((total, { count }) => total + count, 0);
  const [first] = codes;
  if (first === undefined || first.count < agreedShare * all) return null;
  return { code: first.code, family: traits[first.code].family };
};
