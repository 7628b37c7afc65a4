/** A failure of the API as a page, for a person who opened the address in a browser; and the page for no such address. */
import type { CauseCode, Family, Who } from '../../domain/cause.ts';
import { durationText, familyNames, whoNames, wordsOf } from '../../domain/words/index.ts';
import { adviceList, fearsCard } from './causes.ts';
import { html, link, prose } from './html.ts';
import { layout } from './layout.ts';

export interface FailureData {
  readonly status: number;
  /** The whole message, as the JSON form has it. */
  readonly message: string;
  readonly code: CauseCode;
  readonly family: Family;
  readonly who: Who;
  readonly requestId: string;
  /** Address of the explanation. */
  readonly why: string;
  readonly retryAfterMs: number | null;
  /** Whether any upstream may have received the message. */
  readonly wasSent: boolean;
}

/** What the message says beyond the sentence and the link that the page has anyway. */
const beyond = (message: string, happened: string): string =>
  (message.startsWith(happened) ? message.slice(happened.length) : message).replace(/\s*Why: \S+$/, '').trim();

export const failurePage = ({
  status,
  message,
  code,
  family,
  who,
  requestId,
  why,
  retryAfterMs,
  wasSent,
}: FailureData): string => {
  const { title, happened, caller } = wordsOf(code);
  const rest = beyond(message, happened);
  return layout({
    title,
    body: html`<h1>Sorry, this did not work</h1>
      <p class="lead">${happened}</p>
      ${rest === '' ? null : html`<p class="card">${prose(rest)}</p>`}
      ${retryAfterMs === null ? null : html`<p><strong>Try again in ${durationText(retryAfterMs)}.</strong></p>`}
      <p>${link(why, 'See what happened, step by step', 'button main')}</p>
      <h2>What you can do</h2>
      ${adviceList(caller)}
      <h2>Do I need to worry?</h2>
      ${fearsCard(code, wasSent)}
      <h2>Details</h2>
      <dl class="facts">
        <dt>Cause</dt>
        <dd><a href="/causes/${code}">${title}</a></dd>
        <dt>Kind</dt>
        <dd>${familyNames[family][0]} (<code>${family}</code>)</dd>
        <dt>Who can mend it</dt>
        <dd>${whoNames[who]}</dd>
        <dt>Status</dt>
        <dd>${status}</dd>
        <dt>Request</dt>
        <dd><code>${requestId}</code></dd>
      </dl>`,
  });
};

/** `path` is what was asked for, in whatever form it came. */
export const notFoundPage = (path: string): string =>
  layout({
    title: 'Nothing is here',
    body: html`<h1>There is nothing at this address</h1>
      <p class="lead">You asked for <code>${path.slice(0, 200)}</code>, and this gateway has no such page.</p>
      <ul>
        <li>The <a href="/about">page about this gateway</a> says what is here and how to call it.</li>
        <li>The <a href="/causes">list of causes</a> explains failures in plain words.</li>
        <li>
          For a program: the base URL of an OpenAI client ends in <code>/v1</code>; that of an Anthropic client does
          not.
        </li>
      </ul>`,
  });
