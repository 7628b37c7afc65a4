/** The post-incident report for eyes: as a part of the status page, and as a page of its own that needs nothing else. */
import type { Report, Section } from '../../policy/incident/report.ts';
import { coursePlot } from './course-plot.ts';
import type { Html } from './html.ts';
import { html, prose } from './html.ts';
import { moment } from './moment.ts';

const noteBlock = ({ note }: Section): Html | null =>
  note === null
    ? null
    : html`<blockquote>
        ${note.text.split('\n').map((line) => html`<p>${line}</p>`)}
        <footer class="muted">${note.by}, ${moment(note.at)}</footer>
      </blockquote>`;

/** What to do is all our own words. */
const shown = ({ name }: Section, line: string): Html => (name === 'actions' ? prose(line) : html`${line}`);

const sectionBlock = (section: Section, plot: Html | null): Html =>
  html`<section>
    <h2>${section.title}</h2>
    ${plot}
    ${
      section.lines.length === 1
        ? html`<p>${shown(section, section.lines[0] ?? '')}</p>`
        : section.lines.length === 0
          ? null
          : html`<ul>
              ${section.lines.map((line) => html`<li>${shown(section, line)}</li>`)}
            </ul>`
    }
    ${noteBlock(section)}
  </section>`;

export const reportBlock = (report: Report): Html => {
  const plot = report.course === null ? null : coursePlot(report.course, report);
  return html`<div class="report">
    ${report.sections.map((section) => sectionBlock(section, section.name === 'impact' ? plot : null))}
  </div>`;
};

/** The few rules that the page alone needs; the status page has them from its style sheet. */
const style = html`<style>
  :root {
    color-scheme: light dark;
    --bad: light-dark(#a5271b, #ffa196);
    --wait: light-dark(#cda24c, #c79b3d);
    --line: light-dark(#d5cebf, #4a534c);
    --muted: light-dark(#5b5c54, #adb4ab);
  }
  body {
    max-width: 46rem;
    margin: 2rem auto;
    padding: 0 1rem;
    font:
      1rem/1.55 system-ui,
      sans-serif;
    background: light-dark(#fffefc, #1c201d);
    color: light-dark(#1f221e, #e9ebe5);
  }
  h1 {
    line-height: 1.2;
  }
  h2 {
    margin: 2rem 0 0.4rem;
    font-size: 1.15rem;
  }
  li {
    margin: 0.2rem 0;
  }
  li,
  p,
  h1 {
    overflow-wrap: anywhere;
  }
  .muted,
  figcaption,
  .ends {
    color: var(--muted);
    font-size: 0.9rem;
  }
  figure {
    margin: 0 0 1rem;
  }
  svg {
    display: block;
    width: 100%;
    height: 10rem;
    border-bottom: 1px solid var(--line);
  }
  .ends {
    display: flex;
    justify-content: space-between;
    margin: 0.25rem 0;
  }
  .calls {
    fill: var(--line);
  }
  .failed {
    fill: var(--bad);
  }
  .rescued {
    fill: var(--wait);
  }
  .mark {
    stroke: currentColor;
    stroke-dasharray: 4 4;
    vector-effect: non-scaling-stroke;
  }
  .key {
    margin-right: 0.8rem;
  }
  .key::before {
    content: '';
    display: inline-block;
    width: 0.7em;
    height: 0.7em;
    margin-right: 0.35em;
    border-radius: 2px;
  }
  .key.calls::before {
    background: var(--line);
  }
  .key.failed::before {
    background: var(--bad);
  }
  .key.rescued::before {
    background: var(--wait);
  }
  blockquote {
    margin: 0.6rem 0;
    padding: 0.1rem 1rem;
    border-left: 3px solid var(--line);
  }
  @media print {
    section {
      break-inside: avoid;
    }
  }
</style>`;

/** What it may do: look as it does, and nothing else. */
export const reportPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox";

export const reportDocument = (report: Report): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${report.title}</title>
        ${style}
      </head>
      <body>
        <main>
          <h1>${report.title}</h1>
          ${report.isOver ? null : html`<p class="muted">It is not over: this changes still.</p>`}
          ${reportBlock(report)}
        </main>
      </body>
    </html> `.toString();
