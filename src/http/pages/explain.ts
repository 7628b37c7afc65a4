/** `explain` as a page: a box to paste an error into, and what it means. Worked out on the spot, kept nowhere. */
import type { Finding, Report } from '../../advice/explain/finding.ts';
import { printable } from '../../advice/explain/redact.ts';
import { familyNames, whoNames } from '../../domain/words/index.ts';
import { adviceList } from './causes.ts';
import type { Html } from './html.ts';
import { html, prose } from './html.ts';
import { layout } from './layout.ts';

export interface ExplainData {
  /** What was pasted; `null` when nothing was yet. */
  readonly text: string | null;
  readonly report: Report | null;
  /** The text was longer than is taken. */
  readonly isTooLong: boolean;
}

const shownLength = 20_000;

const retryTexts = {
  safe: 'Yes. Nothing was done yet, so trying again repeats nothing.',
  once: 'Once. The work may have been done already, so it can cost twice.',
  wait: 'Yes, after a pause. If it names a time to wait, keep to it.',
  continue: 'Keep what came, and ask to go on from there.',
  never: 'No. The outcome would be the same.',
} as const satisfies Record<Finding['retry'], string>;

const form = (text: string): Html =>
  html`<form method="post" action="/explain#answer" class="card">
    <p>
      <label for="text"><strong>The error</strong></label>
    </p>
    <p class="muted small" id="hint">
      A message, a number such as 502, some lines of a log, or a whole error page. Keys and addresses of people are
      taken out of the answer; nothing of it is kept.
    </p>
    <textarea
      id="text"
      class="field code"
      name="text"
      rows="7"
      aria-describedby="hint"
      spellcheck="false"
      autocomplete="off"
      required
    >
${text}</textarea>
    <p><button type="submit" class="button main">Explain it</button></p>
  </form>`;

const who = (finding: Finding): string =>
  finding.who === 'operator' && finding.source.system !== 'Good Gateway'
    ? 'whoever runs the site or proxy in question'
    : whoNames[finding.who];

const sure = ({ confidence, runnerUp }: Finding): Html => {
  const word = confidence >= 0.9 ? 'Certain' : confidence >= 0.6 ? 'Fairly sure' : 'A guess';
  const other = runnerUp === null ? null : html`; next likely: <a href="/causes/${runnerUp}">${runnerUp}</a>`;
  return html`${word} (${Math.round(confidence * 100)} %)${other}`;
};

const fact = (name: string, value: Html | string): Html =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`;

const advice = (title: string, lines: readonly string[]): Html | null =>
  lines.length === 0
    ? null
    : html`<section class="card">
        <h3>${title}</h3>
        ${adviceList(lines)}
      </section>`;

const inFull = (finding: Finding): Html =>
  html`<h2 id="answer" tabindex="-1">${finding.title}</h2>
    <p class="lead">${prose(finding.summary)}</p>
    <dl class="facts">
      ${fact('Whose turn', who(finding))} ${fact('Try again?', retryTexts[finding.retry])}
      ${fact('How long', finding.usually)} ${fact('How sure', sure(finding))}
      ${fact('Cause', html`<a href="/causes/${finding.code}">${finding.code}</a> (${familyNames[finding.family][0]})`)}
      ${finding.evidence.map(({ says, value }) => fact('Evidence', html`${says}: <code>${value}</code>`))}
      ${fact('Found in', html`line ${finding.source.line}: <code>${finding.source.text}</code>`)}
    </dl>
    <div class="two">
      ${advice('What you can do', finding.advice.caller)}
      ${advice('For whoever looks after the connection', finding.advice.network)}
      ${advice('For whoever runs the site or proxy', finding.advice.operator)}
    </div>
    <h3>Do I need to worry?</h3>
    <dl class="card fears">
      ${fact('Is my message lost?', finding.safe.message)} ${fact('Is my data safe?', finding.safe.data)}
      ${fact('Is my account at risk?', finding.safe.account)}
    </dl>`;

const inShort = (finding: Finding): Html =>
  html`<li>
    <strong>${finding.title}</strong>, ${finding.count} ×, line ${finding.source.line} (<a
      href="/causes/${finding.code}"
      >${finding.code}</a
    >, ${Math.round(finding.confidence * 100)} %). Whose turn: ${who(finding)}.
  </li>`;

const nothing = html`<h2 id="answer" tabindex="-1">This tells of no failure that is known here</h2>
  <p>
    Paste the text of the error itself, with the lines around it. A number such as 502, or a code such as
    <code>ECONNREFUSED</code> or <code>ERR_CONNECTION_RESET</code>, is often enough. The
    <a href="/causes">list of causes</a> explains what there is.
  </p>`;

const tooLong = html`<h2 id="answer" tabindex="-1">This is too long to be pasted</h2>
  <p>Up to 256 kB are read here. For a whole log use the command: <code>good-gateway explain --log FILE</code>.</p>`;

const answer = ({ findings }: Report): Html => {
  const [best, ...others] = findings;
  if (best === undefined) return nothing;
  return html`${inFull(best)}
  ${
    others.length === 0
      ? null
      : html`<h3>Also in there</h3>
          <ul>
            ${others.map(inShort)}
          </ul>`
  }`;
};

export const explainPage = ({ text, report, isTooLong }: ExplainData): string =>
  layout({
    current: 'explain',
    title: report === null ? 'What does this error mean?' : `${report.findings[0]?.title ?? 'Nothing found'} · Explain`,
    body: html`<h1>What does this error mean?</h1>
      <p>Paste it here. The answer is worked out on this gateway, from the text alone; nobody else sees it.</p>
      ${form(text === null ? '' : printable(text, shownLength))}
      ${isTooLong ? tooLong : report === null ? null : answer(report)}`,
  });
