/** What the gateway says of an incident by itself: plain, no blame without evidence, and never more than was counted. */
import type { CauseCode } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { Incident, Where } from '../../domain/incident.ts';
import { durationText, roughText, wordsOf } from '../../domain/words/index.ts';
import type { Alarm } from './place.ts';

const percent = (share: number): string => {
  const shown = share * 100;
  return `${shown >= 10 || shown === 0 ? Math.round(shown) : Math.max(0.1, Math.round(shown * 10) / 10)} %`;
};

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

export const titleOf = ({ where, signal }: Alarm): string => {
  const place = placeText(where);
  switch (signal.kind) {
    case 'failures':
      if (signal.share >= 0.9) return `Nearly all calls fail${place}`;
      return signal.share >= 0.1 ? `Many calls fail${place}` : `More calls fail than usual${place}`;
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

const counted = ({ signal }: Alarm): string => {
  switch (signal.kind) {
    case 'failures':
    case 'network':
    case 'burn':
      return `${signal.seen} of ${signal.of} calls failed lately (${percent(signal.share)}).`;
    case 'budget':
      return `${signal.seen} of ${signal.of} calls failed in the last three days (${percent(signal.share)}).`;
    case 'hidden':
      return `${signal.seen} of ${signal.of} attempts failed lately (${percent(signal.share)}); others answered in their place.`;
    case 'queue':
      return `${signal.of} calls of the last minute waited ${durationText(signal.seen)} for a free place, in the mean.`;
    case 'silence':
      return `About ${signal.of} calls were to be expected since, and none came.`;
    default:
      return signal.kind satisfies never;
  }
};

export const openedText = (alarm: Alarm): string =>
  `${titleOf(alarm)}. ${counted(alarm)} We are looking for the cause.`;

export const ownNetworkText =
  'Upstreams of different owners fell silent at the same moment. What they have in common is the way from here: the network of the gateway itself.';

export const identifiedText = (code: CauseCode): string => {
  const { happened, usually } = wordsOf(code);
  return [happened, usually].filter((text) => text !== '').join(' ');
};

/** From the third time on it is said what to make of it. */
export const returnedText = (alarm: Alarm, returns: number): string =>
  returns < 2
    ? `It is back. ${counted(alarm)}`
    : `It comes and goes, ${returns + 1} times by now. ${counted(alarm)} We call it over once it has been quiet for longer.`;

export const calmText = 'Calls are answered again. We keep watching.';

export const lookedBackText = 'We have looked back at it. What happened, and why, is told on this page.';

export const mergedText = (title: string): string => `This is part of something wider: ${title}.`;

export const mergedByHandText = (from: string): string => `This was the same trouble: ${from}. We go on with it here.`;

export const resolvedText = ({ startedAt, measured }: Incident, endedAt: number): string => {
  const { failed, calls, rescued } = measured;
  const lasted = `It lasted ${roughText(Math.max(0, endedAt - startedAt))}.`;
  const hit = failed === 0 ? 'No call of yours failed.' : `${failed} of ${calls} calls failed.`;
  const saved = rescued === 0 ? '' : ` ${rescued} more would have failed and were answered by others.`;
  return `Resolved. ${lasted} ${hit}${saved}`;
};

/** One that most of the failures share is the cause; a mixture has none yet. */
const agreedShare = 0.6;

export const agreedCause = (codes: Incident['measured']['codes']): Incident['cause'] => {
  const all = codes.reduce((total, { count }) => total + count, 0);
  const [first] = codes;
  if (first === undefined || first.count < agreedShare * all) return null;
  return { code: first.code, family: traits[first.code].family };
};
