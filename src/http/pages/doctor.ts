/** `/doctor`: what the browser can see of its way to the gateway. Complete without a script; with one it measures. */
import type { Html } from './html.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';

/** Another site that may be asked whether it answers. */
export interface Control {
  readonly name: string;
  readonly url: string;
  readonly family: 4 | 6;
}

/** An address book that can be asked from a page. */
export interface Book {
  readonly name: string;
  readonly url: string;
}

export interface DoctorData {
  readonly version: string;
  /** How callers reach us. */
  readonly baseUrl: string;
  /** What was found; `null` before anything was looked at. */
  readonly diagnosis: Html | null;
  /** What is shown when nobody can be asked, by its id. */
  readonly alone: readonly (readonly [string, Html])[];
  readonly controls: readonly Control[];
  /** Who may be asked for this gateway's name; `null`: it is none that others could know. */
  readonly books: { readonly name: string; readonly list: readonly Book[] } | null;
}

const steps: readonly (readonly [string, string])[] = [
  ['device', 'This device and its browser'],
  ['storage', 'What the browser keeps of this site'],
  ['echo', 'Whether the gateway itself answers, how fast and how evenly'],
  ['blocking', 'Whether an add-on stops requests'],
  ['stream', 'Whether words arrive one by one'],
  ['zipped', 'The same, compressed'],
  ['others', 'Whether other sites answer'],
  ['speed', 'How much the line carries'],
];

const nothingYet = html`<section id="diagnosis" aria-live="polite" data-trouble=""></section>`;

const liveList = html`<div id="live" class="card" hidden>
  <p>This takes about five seconds.</p>
  <ul class="walk">
    ${steps.map(([id, text]) => html`<li class="state unknown" data-step="${id}" hidden>${text}</li>`)}
  </ul>
</div>`;

const controlList = (controls: readonly Control[]): Html =>
  html`<span class="muted small"
    >${controls.map(({ name, url, family }, at) => html`${at === 0 ? null : ', '}<span data-control="${url}" data-name="${name}" data-family="${family}">${name}</span>`)}</span
  >`;

const wish = (id: string, text: string, more: Html): Html =>
  html`<p class="wish" data-scripted hidden>
    <label><input type="checkbox" id="wish-${id}" /> ${text}</label> ${more}
  </p>`;

const bookList = (books: DoctorData['books']): Html | null =>
  books === null
    ? null
    : html`<span class="muted small"
        >; and the address books of
        ${books.list.map(({ name, url }, at) => html`${at === 0 ? '' : ' and '}<span data-book="${url}" data-host="${books.name}">${name}</span>`)}
        for ${books.name}</span
      >`;

const wishes = (controls: readonly Control[], books: DoctorData['books']): Html =>
  html`${wish('speed', 'Measure how much the line carries as well', html`<span class="muted small">It moves 640 kB to and from this gateway, and nowhere else.</span>`)}
  ${
    controls.length === 0
      ? html`<input type="checkbox" id="wish-others" hidden />`
      : wish(
          'others',
          'Ask other sites whether they answer',
          html`${controlList(controls)}${bookList(books)}<span class="muted small"
              >. They learn that somebody at your address
              asked${books === null ? '' : ', the address books also for what,'} and nothing else.</span
            >`,
        )
  }`;

const unseen = (baseUrl: string): Html =>
  html`<section aria-labelledby="unseen">
    <h2 id="unseen">What a page cannot see</h2>
    <p>
      A browser hides from pages why a connection fails, which address book (DNS), proxy or VPN is in use, and how the
      Wi-Fi is. The command sees all of it, also when this page does not open:
    </p>
    <pre tabindex="0" aria-label="Command"><code>good-gateway doctor ${baseUrl}</code></pre>
    <p class="muted small">
      It asks public address books and sign-in probes, which it lists first; with <code>--offline</code> it asks nobody
      but the address, this system’s address book and proxy.
    </p>
  </section>`;

const byHand = html`<section aria-labelledby="by-hand">
  <h2 id="by-hand">By hand, in this order</h2>
  <ol>
    <li>Load the page again. The gateway tries failed calls again by itself, so once is enough.</li>
    <li>Open another site. If that fails too, it is your connection: Wi-Fi off and on, or another network.</li>
    <li>Look at the message itself: <a href="/explain">paste it</a>, and it is explained.</li>
    <li>Try a private window. If it works there, an add-on or an old cookie is the reason.</li>
    <li>Switch a VPN off for a try.</li>
    <li>Try another device or another network. What changes tells you which of the two it is.</li>
  </ol>
</section>`;

const leftovers = html`<section aria-labelledby="copies" data-scripted hidden>
  <h2 id="copies">Stored copies of these pages</h2>
  <p>
    The browser keeps copies so that pages open without a connection. Removing them loads everything anew; conversations
    and drafts stay.
  </p>
  <p><button type="button" class="button" data-reset hidden>Remove stored copies</button></p>
</section>`;

export const doctorPage = ({ version, baseUrl, diagnosis, alone, controls, books }: DoctorData): string =>
  layout({
    title: 'Doctor',
    current: 'doctor',
    script: '/doctor/main.ts',
    body: html`<div id="doctor" data-version="${version}">
      <h1>Which part of the way fails?</h1>
      <p class="lead">This page looks at the way from your browser to the AI, and says whose turn it is.</p>
      <form method="post" action="/doctor">
        ${wishes(controls, books)}
        <p><button type="submit" class="button main" id="run">Look now</button></p>
      </form>
      ${liveList} ${diagnosis ?? nothingYet} ${alone.map(([id, part]) => html`<template id="${id}">${part}</template>`)}
      ${byHand} ${unseen(baseUrl)} ${leftovers}
      <details data-scripted hidden>
        <summary>All that was measured</summary>
        <p class="muted small">It was sent to this gateway to be judged, and is kept nowhere.</p>
        <pre id="measured" tabindex="0" aria-label="Measurements"></pre>
      </details>
    </div>`,
  });
