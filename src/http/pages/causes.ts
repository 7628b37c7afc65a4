/** The catalogue: all causes in plain words, how servers talk, and what 502 means; and one page for each cause. */
import { causeCodes, traits } from '../../domain/cause.ts';
import type { CauseCode, Family } from '../../domain/cause.ts';
import { againNames, familyNames, safeOf, whoNames, wordsOf } from '../../domain/words/index.ts';
import { hopIcons, hopNames } from '../../domain/words/en/hops.ts';
import { icon } from './hops.ts';
import type { Html } from './html.ts';
import { html, prose } from './html.ts';
import { layout } from './layout.ts';

const numbers: readonly (readonly [string, string])[] = [
  ['400–499', 'The request itself: a missing key (401), an address that leads nowhere (404), too much at once (413).'],
  ['429', 'Too fast, or an allowance is used up. The answer says how long to wait.'],
  ['500', 'The server that was asked failed inside.'],
  ['502', '“Bad gateway”: the one in between got no answer, or no usable answer, from the one behind it.'],
  ['503', 'It cannot be done just now: too busy, down, or closed for work. Later it can.'],
  ['504', 'The one in between waited for the one behind it, and the time ran out.'],
];

const plainWay = html`<ol class="hops row">
  ${(
    [
      ['you', 'Your device asks.'],
      ['gateway', 'It passes the question on and the answer back.'],
      ['provider', 'The AI service: it has the model and answers.'],
    ] as const
  ).map(
    ([id, detail]) =>
      html`<li class="hop">
        ${icon(hopIcons[id])}
        <span class="name">${hopNames[id]}</span>
        <span class="detail">${detail}</span>
      </li>`,
  )}
</ol>`;

const introduction = html`<section aria-labelledby="talk">
  <h2 id="talk">How servers talk</h2>
  <p>
    When you send a message to an AI, it passes through several machines, each of which asks the next one. Your device
    asks a <strong>gateway</strong>: a machine in between that passes questions on and answers back. The gateway asks
    the <strong>AI service</strong>, the machine that has the model. The answer takes the same way back.
  </p>
  ${plainWay}
  <p>
    Each answer begins with a number that says how it went: 200 is good. When the gateway cannot get a good answer from
    the machine behind it, the usual number is <strong>502, “bad gateway”</strong>. It does not mean that the gateway is
    bad, and it does not mean that you did something wrong. It means:
    <em>I asked on your behalf, and what came back was nothing, or made no sense.</em>
  </p>
  <p>
    A bare 502 does not say which of some sixty things happened. This gateway always does: each of its failures names
    one of the causes below.
  </p>
  <div class="scroll">
    <table>
      <caption>
        The numbers you may meet
      </caption>
      <thead>
        <tr>
          <th scope="col">Number</th>
          <th scope="col">What it says</th>
        </tr>
      </thead>
      <tbody>
        ${numbers.map(
          ([number, text]) =>
            html`<tr>
              <th scope="row">${number}</th>
              <td>${text}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>
</section>`;

const codesOf = (family: string): readonly CauseCode[] => causeCodes.filter((code) => traits[code].family === family);

const familySection = ([family, [name, text]]: readonly [string, readonly [string, string]]): Html =>
  html`<section aria-labelledby="${family}">
    <h2 id="${family}">${name}</h2>
    <p class="muted">${text}</p>
    <ul class="list">
      ${codesOf(family).map(
        (code) =>
          html`<li><a href="/causes/${code}">${wordsOf(code).title}</a><span>${wordsOf(code).happened}</span></li>`,
      )}
    </ul>
  </section>`;

export const causesPage = (): string =>
  layout({
    title: 'Causes',
    current: 'causes',
    body: html`<h1>What can go wrong, in plain words</h1>
      <p class="lead">
        Every failure of this gateway has one of these causes. Each page says what happened, what was done about it,
        what you can do, and whether you need to worry.
      </p>
      ${introduction} ${Object.entries(familyNames).map(familySection)}
      <p class="muted small">
        How long outages last is taken from 542 announced incidents of three providers, 2021 to 2024
        (llm-service-analysis, ICPE 2025, arXiv 2501.12469).
      </p>`,
  });

const fear = (question: string, answer: string): Html =>
  html`<dt>${question}</dt>
    <dd>${prose(answer)}</dd>`;

/** The three questions that people really have. */
export const fearsCard = (code: CauseCode, wasSent: boolean): Html => {
  const safe = safeOf(code, wasSent);
  return html`<dl class="card fears">
    ${fear('Is my message lost?', safe.message)} ${fear('Is my data safe?', safe.data)}
    ${fear('Is my account at risk?', safe.account)}
  </dl>`;
};

export const adviceList = (advice: readonly string[]): Html =>
  html`<ul>
    ${advice.map((one) => html`<li>${prose(one)}</li>`)}
  </ul>`;

const traitFacts = (code: CauseCode): Html => {
  const { family, who, status, again, proxyError } = traits[code];
  return html`<dl class="facts">
    <dt>Code</dt>
    <dd><code>${code}</code></dd>
    <dt>Family</dt>
    <dd><a href="/causes#${family satisfies Family}">${family}</a></dd>
    <dt>Who can mend it</dt>
    <dd>${whoNames[who]}</dd>
    <dt>Status</dt>
    <dd>${status}</dd>
    <dt>Does another try help?</dt>
    <dd>${againNames[again]}</dd>
    <dt>Proxy-Status error</dt>
    <dd>${proxyError === null ? 'none; the received status is forwarded' : html`<code>${proxyError}</code>`}</dd>
  </dl>`;
};

export const causePage = (code: CauseCode): string => {
  const { title, happened, did, caller, operator, usually } = wordsOf(code);
  return layout({
    title,
    body: html`<h1>${title}</h1>
      <p class="lead">${happened}</p>
      <div class="card">
        <h2>What the gateway did</h2>
        <p>${prose(did)}</p>
      </div>
      <div class="two">
        <section class="card">
          <h2>What you can do</h2>
          ${adviceList(caller)}
        </section>
        <section class="card">
          <h2>How long it lasts</h2>
          <p>${prose(usually)}</p>
        </section>
      </div>
      <h2>Do I need to worry?</h2>
      ${fearsCard(code, false)}
      <h2>For whoever runs the gateway</h2>
      ${adviceList(operator)}
      <h2>For programs</h2>
      ${traitFacts(code)}
      <p><a href="/causes">All causes, and what 502 means</a></p>`,
  });
};
