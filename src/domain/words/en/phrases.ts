/** Sentences that many causes share, so that the same thing is always said in the same words. */
import type { CauseWords } from '../index.ts';

/** What the gateway did. */
export const did = {
  anywhere:
    'It tried again after a short pause, at another upstream where there is one, until its attempts or your time ran out.',
  elsewhere:
    'It did not ask this upstream again for this call. It tried the others that serve the model, if there are any.',
  later:
    'It tried the other upstreams that serve the model, if there are any, and leaves this one alone for as long as it asked.',
  nowhere: 'It did not try again: the same request would have ended the same way.',
  honest:
    'Before the first word it tried again or elsewhere. After that it ended the answer with an error, so that half an answer never looks like a whole one.',
  refused: 'It refused the request before anything was sent to an upstream.',
} as const;

/** How long it lasts. */
export const usually = {
  moment: 'A moment: the next try often works.',
  short: 'Under a minute, as a rule.',
  moderate: 'About 5 to 15 minutes while capacity is added or a part is restarted.',
  outage:
    'Short ones pass within a minute. Of the outages that providers announce, half have a fix in about 40 minutes, and one in ten takes over 3 hours.',
  untilMended: 'It stays until somebody changes a setting. Waiting does not help.',
  untilChanged: 'It stays until the request is changed. Waiting does not help.',
} as const;

const data = {
  same: 'Yes. Your text was sent only to the upstreams that the explanation names, and no log or report holds it.',
  unsent: 'Yes. Nothing of your text left the gateway, and no log or report holds it.',
} as const;

const account = 'No. This says nothing about your account, and a failed try is not held against you.';

/** The three fears, by how far the message had come. */
export const safe = {
  /** Nothing of the request reached an upstream. */
  unsent: {
    message:
      'Your message was not delivered, and you still have it. It never reached the AI service, so sending it again repeats nothing.',
    data: data.unsent,
    account,
  },
  /** An upstream has read the request and said no. */
  declined: {
    message:
      'Your message was delivered but not answered, and you still have it. Sending it again later repeats nothing.',
    data: data.same,
    account,
  },
  /** Refused, by us or by an upstream, for what it says. */
  turnedDown: {
    message: 'Your message was not answered, and you still have it. Sending it again repeats nothing.',
    data: data.same,
    account,
  },
  /** An upstream may have worked on it. */
  perhaps: {
    message:
      'Your program still has your message. The AI service may have begun to work on it, so sending it again can cost twice.',
    data: data.same,
    account,
  },
  /** Some of the answer may have been seen. */
  cut: {
    message:
      'Your message is whole, but the answer is not. Keep what you have of it, or send the message again for a new answer.',
    data: data.same,
    account,
  },
  /** Refused at our door. */
  atTheDoor: {
    message: 'Your message was not taken in, and you still have it. Nothing was answered or billed.',
    data: data.unsent,
    account,
  },
} as const satisfies Record<string, CauseWords['safe']>;

/** Advice that fits many causes. */
export const tell = {
  wait: 'Wait a moment and send it again. If the failure names a time to wait, keep to it.',
  otherModel: 'If it is urgent, try another model.',
  operator: 'If it happens again, send the link of this explanation to whoever runs the gateway.',
  notYou: 'You need not change anything in your request, your browser or your connection.',
} as const;
