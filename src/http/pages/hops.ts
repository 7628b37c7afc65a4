/** The hop diagram (You – Gateway – Provider) as HTML; words and drawings come from `domain/words/hops`. */
import type { WhyHop } from '../../domain/why.ts';
import type { HopView } from '../../domain/words/hops.ts';
import { wayView } from '../../domain/words/hops.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

export const icon = (lines: string): Html =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${lines}" /></svg>`;

const hopItem = ({ status, icon: lines, kind, name, mark, state, detail }: HopView): Html =>
  html`<li class="hop is-${status}">
    ${icon(lines)}
    <span class="name">${kind === null ? null : html`<span class="kind">${kind}</span> `}${name}</span>
    <span class="state ${mark}">${state}</span>
    ${detail === '' ? null : html`<span class="detail">${detail}</span>`}
  </li>`;

const providersItem = (providers: readonly HopView[]): Html | null => {
  const [only] = providers;
  if (only === undefined) return null;
  if (providers.length === 1) return hopItem(only);
  return html`<li class="fork">
    <ul aria-label="${providers.length} providers">
      ${providers.map(hopItem)}
    </ul>
  </li>`;
};

/** Nothing when no hop is known. */
export const hopDiagram = (hops: readonly WhyHop[]): Html | null => {
  if (hops.length === 0) return null;
  const { before, providers } = wayView(hops);
  return html`<ol class="hops row" aria-label="The way of the call">
    ${before.map(hopItem)} ${providersItem(providers)}
  </ol>`;
};
