/** A diagnosis as part of a page: the verdict, the way hop by hop, what to do, and a report to pass on. */
import type { Escalation } from '../../advice/doctor/escalation.ts';
import { blameNames } from '../../advice/doctor/report.ts';
import type { Diagnosis, Hop, HopStatus, Remedy } from '../../advice/doctor/diagnosis.ts';
import { timeText } from '../../domain/words/figures.ts';
import { durationText } from '../../domain/words/index.ts';
import type { Html } from './html.ts';
import { html, link } from './html.ts';
import { layout } from './layout.ts';

const marks = {
  ok: ['ok', 'well'],
  warn: ['warn', 'not quite well'],
  fail: ['fail', 'fails'],
  skip: ['skip-hop', 'not looked at'],
  unknown: ['unknown', 'not known'],
} as const satisfies Record<HopStatus, readonly [string, string]>;

const hopNames = {
  device: 'This device',
  link: 'The line',
  portal: 'Sign-in of the network',
  dns: 'Address book (DNS)',
  route: 'The way there',
  proxy: 'Proxy and VPN',
  tcp: 'The connection',
  tls: 'Its encryption',
  http: 'The answer',
  stream: 'The stream of words',
  gateway: 'The gateway',
  provider: 'The AI service',
} as const satisfies Record<Hop['id'], string>;

const hopItem = ({ id, status, says, evidence }: Hop): Html => {
  const [className, state] = marks[status];
  return html`<li class="walk-hop">
    <span class="state ${className}"><strong>${hopNames[id]}</strong><span class="unseen">: ${state}.</span></span>
    <span class="detail">${says}</span>
    ${
      evidence.length === 0
        ? null
        : html`<span class="detail muted"
            >${evidence.map(({ says: what, value }, at) => `${at === 0 ? '' : '; '}${what}: ${value}`)}</span
          >`
    }
  </li>`;
};

const step = (text: string): Html => (/^https?:\/\/\S+$/.test(text) ? link(text, text) : html`${text}`);

const remedyItem = ({ text, steps, changes }: Remedy): Html =>
  html`<li>
    <strong>${text}</strong>
    <ul>
      ${steps.map((one) => html`<li>${step(one)}</li>`)}
    </ul>
    ${changes === '' ? null : html`<p class="muted small">What it changes: ${changes}</p>`}
  </li>`;

const remedyList = (remedies: readonly Remedy[]): Html | null =>
  remedies.length === 0
    ? null
    : html`<h3>What you can do, one after the other</h3>
        <ol class="remedies">
          ${remedies.map(remedyItem)}
        </ol>`;

const expectation = ({ expected }: Diagnosis): Html | null =>
  expected === null
    ? null
    : html`<p>
        Half of these end within ${durationText(expected.p50Seconds * 1000)}, nine of ten within
        ${durationText(expected.p90Seconds * 1000)} (${expected.from}).
      </p>`;

export interface Shown {
  readonly diagnosis: Diagnosis;
  /** How often it was met before, in words; `null`: never. */
  readonly recurs: string | null;
  /** Whether it is worth telling somebody. */
  readonly escalate: Escalation | null;
  readonly report: string;
}

/** `data-trouble` is what the page remembers of it. */
export const diagnosisPart = ({ diagnosis, recurs, escalate, report }: Shown): Html => {
  const { verdict, blame, confidence, hops, remedies, trouble, reportId } = diagnosis;
  const mark = blame === 'none' ? 'ok' : blame === 'unknown' ? 'unknown' : 'fail';
  const sure =
    confidence >= 0.9 ? 'That is certain.' : confidence >= 0.6 ? 'That is fairly sure.' : 'That is not sure.';
  return html`<section id="diagnosis" aria-live="polite" data-trouble="${trouble ?? ''}">
    <div class="card">
      <h2 class="state ${mark}">${verdict}</h2>
      ${
        blame === 'none'
          ? null
          : html`<p><strong>Whose turn it is:</strong> ${blameNames[blame]}. ${confidence === 0 ? null : sure}</p>`
      }
      ${expectation(diagnosis)} ${recurs === null ? null : html`<p>On this device ${recurs}.</p>`}
      ${escalate === null ? null : html`<p><strong>Worth telling somebody:</strong> ${escalate.says} ${escalate.ask}</p>`}
    </div>
    ${remedyList(remedies)}
    <h3>The way, step by step</h3>
    <ol class="walk">
      ${hops.map(hopItem)}
    </ol>
    <details>
      <summary>A report to pass on</summary>
      <p class="muted">It holds no address, no name and no key. Its number is <code>${reportId}</code>.</p>
      <p><button type="button" class="button" data-copy="report" hidden>Copy the report</button></p>
      <pre class="report" id="report" tabindex="0" aria-label="Report">${report}</pre>
    </details>
  </section>`;
};

/** A diagnosis that was made before, by its number. */
export const reportPage = (shown: Shown): string =>
  layout({
    title: 'A report of the doctor',
    body: html`<h1>A report of the doctor</h1>
      <p class="lead">Made on ${timeText(shown.diagnosis.at)}.</p>
      ${diagnosisPart(shown)}`,
  });

export const noReportText =
  'This report was not made on a page of this gateway in the last day. A report of the command stays on the device it was made on: “good-gateway doctor --last --report support” prints it there, and /explain reads its text.';

/** For the number of a report that is not here. */
export const noReportPage = (): string =>
  layout({
    title: 'This report is not here',
    body: html`<h1>This report is not here</h1>
      <p class="lead">Reports that were made on <a href="/doctor">the doctor’s page</a> are kept for a day.</p>
      <p>A report of the command stays on the device it was made on. There, this prints it again:</p>
      <pre tabindex="0" aria-label="Command"><code>good-gateway doctor --last --report support</code></pre>
      <p>Whoever has its text can paste it <a href="/explain">here</a>: it holds all that the number stands for.</p>`,
  });
