/** Why one call went as it did: the answer of `/why/{id}` as a page. */
import type { Why } from '../../domain/why.ts';
import { familyNames, whoNames, wordsOf } from '../../domain/words/index.ts';
import { expectedText } from '../../domain/words/told.ts';
import { adviceList, fearsCard } from './causes.ts';
import { hopDiagram } from './hops.ts';
import type { Html } from './html.ts';
import { html, link } from './html.ts';
import { layout } from './layout.ts';
import { report } from './report.ts';
import { timeline } from './timeline.ts';

const outcomeNames = {
  running: ['unknown', 'still running'],
  ok: ['ok', 'answered in full'],
  failed: ['fail', 'failed'],
  incomplete: ['fail', 'broke off'],
  cancelled: ['skip-hop', 'cancelled'],
} as const satisfies Record<Why['outcome'], readonly [string, string]>;

const headings = {
  running: 'This call is still running',
  ok: 'This call was answered',
  failed: 'This call failed',
  incomplete: 'This answer broke off',
  cancelled: 'This call was cancelled',
} as const satisfies Record<Why['outcome'], string>;

const confidenceText = (confidence: number): string => {
  if (confidence >= 0.9) return 'certain';
  return confidence >= 0.6 ? 'fairly sure' : 'a guess';
};

const promptNames = {
  answered: 'answered',
  kept: 'kept by the gateway',
  'not kept': 'not kept by the gateway; you still have it',
} as const satisfies Record<Why['prompt'], string>;

const fact = (name: string, value: Html | string | null): Html | null =>
  value === null
    ? null
    : html`<dt>${name}</dt>
        <dd>${value}</dd>`;

const levelNames = {
  call: 'single calls',
  prompt: 'this one request, wherever it is sent',
  caller: 'one caller',
  program: 'one client program',
  model: 'one model',
  upstream: 'one upstream',
  zone: 'one zone',
  provider: 'one provider',
  everything: 'everything',
} as const satisfies Record<NonNullable<Why['scope']>['level'], string>;

const scopeText = ({ affected, of, callers, window, level, name }: NonNullable<Why['scope']>): string => {
  const people = callers.of > 1 ? `, ${callers.affected} of ${callers.of} callers` : '';
  return `${affected} of ${of} calls in ${window}${people}: ${levelNames[level]}${name === null ? '' : ` (${name})`}`;
};

const facts = ({ outcome, family, code, who, confidence, scope, expected, prompt, model, at, id }: Why): Html => {
  const [className, outcomeName] = outcomeNames[outcome];
  const kind = family === null ? null : html`${familyNames[family][0]} (<code>${family}</code>)`;
  const sure = confidence === null ? null : `${confidenceText(confidence)} (${Math.round(confidence * 100)} %)`;
  return html`<dl class="facts card">
    ${[
      fact('Outcome', html`<span class="state ${className}">${outcomeName}</span>`),
      fact('Kind', kind),
      fact('Cause', code === null ? null : link(`/causes/${code}`, wordsOf(code).title)),
      fact('Who can mend it', who === null ? null : whoNames[who]),
      fact('How sure', sure),
      fact('How many are hit', scope === null ? null : scopeText(scope)),
      fact('How long it may last', expected === null ? null : expectedText(expected)),
      fact('Your message', promptNames[prompt]),
      fact('Model', html`<code>${model}</code>`),
      fact('Time', at),
      fact('Request', html`<code>${id}</code>`),
    ]}
  </dl>`;
};

const evidence = (why: Why): Html | null =>
  why.evidence.length === 0
    ? null
    : html`<h2>What was observed</h2>
        <dl class="facts">
          ${why.evidence.map(
            ({ says, value }) =>
              html`<dt>${says}</dt>
                <dd>${value}</dd>`,
          )}
        </dl>`;

const adviceCard = (title: string, advice: readonly string[]): Html | null =>
  advice.length === 0
    ? null
    : html`<section class="card">
        <h2>${title}</h2>
        ${adviceList(advice)}
      </section>`;

export const whyPage = (why: Why): string =>
  layout({
    title: headings[why.outcome],
    body: html`<h1>${headings[why.outcome]}</h1>
      <p class="lead">${why.summary}</p>
      ${why.outcome === 'running' ? html`<p>${link(`/why/${why.id}`, 'Look again', 'button main')}</p>` : null}
      ${hopDiagram(why.hops)} ${facts(why)}
      <div class="two">
        ${adviceCard('What you can do', why.advice.caller)}${adviceCard('For whoever looks after the network', why.advice.network)}
      </div>
      ${
        why.code === null || why.outcome === 'ok'
          ? null
          : html`<h2>Do I need to worry?</h2>
              ${fearsCard(
                why.code,
                why.attempts.some((attempt) => attempt.phases.write !== null || attempt.phases.firstByte !== null),
              )}`
      }
      <h2>Attempts</h2>
      ${timeline(why.attempts)} ${evidence(why)}
      ${
        why.advice.operator.length === 0
          ? null
          : html`<h2>For whoever runs the gateway</h2>
              ${adviceList(why.advice.operator)}`
      }
      <h2>A report to pass on</h2>
      <p class="muted">It holds no message and no key. One click selects it all.</p>
      <pre class="report" tabindex="0" aria-label="Report">${report(why)}</pre>`,
  });
