/** Alerts to an incoming webhook of Slack, in blocks; names and words of others stand there as plain text. */
import type { AlertMessage, Notice, SlackSink } from '../../domain/alert.ts';
import { isWorkEvent } from '../../domain/alert.ts';
import type { Deliver } from './courier.ts';
import type { Wording } from './courier.ts';

/** Slack's limits: a header holds 150 characters, a text 3,000, a message 50 blocks. */
const headerLength = 150;
const textLength = 2_900;
const mostBlocks = 50;

/** The three characters that mean something in Slack's mrkdwn; a zero-width space keeps the rest from forming marks. */
const escaped = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/([*_~`])/g, '\u200b$1\u200b');

const cut = (text: string, most: number): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

const marks = { critical: '🔴', error: '🟠', warning: '🟡' } as const;

const markOf = ({ event, severity }: Notice): string => {
  if (event === 'resolved' || event === 'ended') return '🟢';
  return event === 'test' || isWorkEvent(event) ? '🔵' : marks[severity];
};

const blocksOf = (notice: Notice, { lineOf, factsOf }: Wording): readonly object[] => {
  const { text, link } = notice;
  const facts = factsOf(notice).map(([name, value]) => `*${name}:* ${escaped(value)}`);
  const more = link === null ? [] : [`<${link}|Its page>`];
  const body = [escaped(text), ...facts, ...more].filter((line) => line !== '').join('\n');
  return [
    { type: 'header', text: { type: 'plain_text', text: cut(`${markOf(notice)} ${lineOf(notice)}`, headerLength) } },
    { type: 'section', text: { type: 'mrkdwn', text: cut(body, textLength) } },
  ];
};

const slackBody = ({ headline, notices }: AlertMessage, wording: Wording): string =>
  JSON.stringify({
    text: escaped(headline),
    blocks: notices.flatMap((notice) => blocksOf(notice, wording)).slice(0, mostBlocks),
  });

export const deliverSlack: Deliver<SlackSink> = (sink, message, { send, signal, wording }) => {
  const { secretUrl: url, allowPrivate } = sink;
  return send({ url, allowPrivate, headers: {}, body: slackBody(message, wording) }, signal);
};
