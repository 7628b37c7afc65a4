/** From a question to an answer out of the catalogue. Deterministic: the same question has the same answer. */
import { causeCodes, traits, type CauseCode } from '../../domain/cause.ts';
import { familyNames, whoNames, wordsOf } from '../../domain/words/index.ts';
import { statuses, topics, type Topic } from './topics.ts';

export type Length = 'short' | 'long';

const signature = 'I am a demo, not an AI: I look answers up in this gateway’s catalogue of causes.';

const plain = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;

/** Words that stand in so many names of causes that they say nothing. */
const common = new Set([
  'error',
  'timeout',
  'request',
  'the',
  'a',
  'an',
  'of',
  'not',
  'is',
  'what',
  'too',
  'upstream',
  'gateway',
]);

const wordsOfCode = (code: CauseCode): readonly string[] => code.split('_');

/** The cause whose name the question says: all of its words, or at least two telling ones. */
export const causeAsked = (question: string): CauseCode | null => {
  const asked = plain(question);
  const score = (code: CauseCode): number => {
    if (asked.includes(plain(code))) return 100 + code.length;
    const telling = wordsOfCode(code).filter((word) => !common.has(word));
    const said = telling.filter((word) => asked.includes(` ${word} `));
    return said.length === telling.length || said.length >= 2 ? said.length : 0;
  };
  const [best] = causeCodes
    .map((code) => ({ code, points: score(code) }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points);
  return best?.code ?? null;
};

const statusAsked = (question: string): string | null =>
  question.match(/(?<!\d)[45]\d\d(?!\d)/g)?.find((status) => Object.hasOwn(statuses, status)) ?? null;

const topicAsked = (question: string): Topic | null => {
  const asked = plain(question);
  const longest = (topic: Topic): number =>
    Math.max(0, ...topic.asked.filter((phrase) => asked.includes(plain(phrase))).map((phrase) => phrase.length));
  const [best] = topics.map((topic) => ({ topic, length: longest(topic) })).toSorted((a, b) => b.length - a.length);
  return best !== undefined && best.length > 0 ? best.topic : null;
};

/** A short answer is for whoever met the error; the long one tells the operator what to look at, too. */
const causeAnswer = (code: CauseCode, length: Length): string => {
  const { title, happened, did, caller, operator, usually } = wordsOf(code);
  const short = `${title}. ${happened} ${caller.join(' ')} How long: ${usually}`;
  if (length === 'short') return short;
  const family = `${familyNames[traits[code].family][0]}; ${whoNames[traits[code].who]}`;
  return `${short}\n\nWhat the gateway did: ${did}\n\nFor whoever runs it: ${operator.join(' ')}\n\n(${code}: ${family}. More at /causes/${code}.)`;
};

const statusAnswer = (status: string, length: Length): string => {
  const note = statuses[status];
  if (note === undefined) return '';
  const base = `${status} ${note.name}: ${note.means} ${note.next}`;
  const more =
    ' On its way a request passes your device, your network, this gateway and the provider; the page of a failed call (/why/ and its request id) says at which of them it ended, and how we know.';
  return length === 'long' ? base + more : base;
};

const topicAnswer = (topic: Topic, length: Length): string =>
  length === 'long' && topic.more !== '' ? `${topic.short} ${topic.more}` : topic.short;

const unknown =
  'I do not know about that. Ask me what an error means ("what is error 502", "connection refused"), why an answer is slow, or whether your message is lost.';

const found = (question: string, length: Length): string => {
  const status = statusAsked(question);
  if (status !== null) return statusAnswer(status, length);
  const cause = causeAsked(question);
  if (cause !== null) return causeAnswer(cause, length);
  const topic = topicAsked(question);
  return topic === null ? unknown : topicAnswer(topic, length);
};

export const recall = (question: string, length: Length): string => `${found(question, length)}\n\n${signature}`;
