/** What providers say of themselves, on the status page: whose word it is, and how old. */
import type { ProviderCondition, ProviderReading } from '../../domain/provider.ts';
import { roughText } from '../../domain/words/index.ts';
import type { Html } from '../pages/html.ts';
import { html, link } from '../pages/html.ts';
import type { StatusView } from './view.ts';

const words = {
  operational: ['ok', 'says it works'],
  degraded_performance: ['warn', 'says it is slower than usual'],
  partial_outage: ['fail', 'says it fails for some'],
  major_outage: ['fail', 'says it is down'],
  under_maintenance: ['off', 'says work is going on'],
  unknown: ['unknown', 'not known'],
} as const satisfies Record<ProviderCondition, readonly [string, string]>;

const ageOf = ({ readAt, failure }: ProviderReading, now: number): string => {
  if (readAt === null) return failure === null ? 'not read yet' : 'could not be read yet';
  const read = `read ${roughText(Math.max(0, now - readAt))} ago`;
  return failure === null ? read : `${read}, not since`;
};

const line = (reading: ProviderReading, now: number): Html => {
  const { page, condition, incidents } = reading;
  const [mark, says] = words[condition];
  return html`<li>
    <strong>${page.upstreams.join(', ')}</strong>: <span class="state ${mark}">${says}</span>
    <span class="muted">(${link(page.url, new URL(page.url).hostname)}, ${ageOf(reading, now)})</span>
    ${
      incidents.length === 0
        ? null
        : html`<ul>
            ${incidents.map(({ name, status }) => html`<li>${name} <span class="muted">${status}</span></li>`)}
          </ul>`
    }
  </li>`;
};

/** Nothing where no page is read. */
export const providersPart = ({ providers, now }: StatusView): Html | null =>
  providers.length === 0
    ? null
    : html`<h2>What providers say of themselves</h2>
        <div class="card">
          <ul>
            ${providers.map((one) => line(one, now))}
          </ul>
        </div>`;
