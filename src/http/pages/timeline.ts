/** The attempts of a call, drawn to scale: one bar for each, cut into what it was busy with. */
import type { Phases } from '../../domain/ports.ts';
import type { WhyAttempt } from '../../domain/why.ts';
import { msText, wordsOf } from '../../domain/words/index.ts';
import type { Html } from './html.ts';
import { html, link } from './html.ts';

/** In the order in which they are reached. */
const columns = ['queue', 'dns', 'connect', 'tls', 'write', 'firstByte', 'firstToken', 'end'] as const;
const barWidth = 1000;
const barHeight = 14;

interface Segment {
  readonly kind: 'queue' | 'connect' | 'wait' | 'read';
  readonly fromMs: number;
  readonly toMs: number;
}

const latest = (...marks: readonly (number | null)[]): number | null => {
  const known = marks.filter((mark) => mark !== null);
  return known.length === 0 ? null : Math.max(...known);
};

const lengthOf = (phases: Phases): number => latest(...columns.map((column) => phases[column])) ?? 0;

/** Marks count from the start of the attempt; what was not reached is missing, and what comes next begins at the last mark. */
export const segmentsOf = (phases: Phases): readonly Segment[] => {
  const end = lengthOf(phases);
  const marks = [
    ['queue', phases.queue],
    ['connect', latest(phases.dns, phases.connect, phases.tls)],
    ['wait', latest(phases.firstByte, phases.firstToken)],
    ['read', phases.firstToken === null && phases.firstByte === null ? null : end],
  ] as const;
  const segments: Segment[] = [];
  let fromMs = 0;
  for (const [kind, mark] of marks) {
    if (mark === null || mark <= fromMs) continue;
    segments.push({ kind, fromMs, toMs: mark });
    fromMs = mark;
  }
  // Time after the last mark went into what never came.
  if (end > fromMs)
    segments.push({ kind: phases.write === null && phases.connect === null ? 'connect' : 'wait', fromMs, toMs: end });
  return segments;
};

const retryNames = {
  first: 'first attempt',
  retry: 'tried again',
  failover: 'moved on to',
  hedge: 'started beside it',
  rescue: 'went on with the answer',
} as const satisfies Record<WhyAttempt['retry'], string>;

const outcomeOf = (attempt: WhyAttempt): Html => {
  if (attempt.code !== null) {
    return html`<span class="state fail">${link(`/causes/${attempt.code}`, wordsOf(attempt.code).title)}</span>`;
  }
  if (attempt.dropped) return html`<span class="state skip-hop">no longer needed</span>`;
  return attempt.phases.end === null
    ? html`<span class="state unknown">still running</span>`
    : html`<span class="state ok">good</span>`;
};

const bar = (attempt: WhyAttempt, totalMs: number): Html => {
  const at = (ms: number): number => Math.round((Math.min(ms, totalMs) / totalMs) * barWidth * 10) / 10;
  const pieces = segmentsOf(attempt.phases).map(({ kind, fromMs, toMs }) => {
    const left = at(attempt.startedMs + fromMs);
    const width = Math.max(2, at(attempt.startedMs + toMs) - left);
    return html`<rect class="${kind}" x="${left}" width="${width}" height="${barHeight}" />`;
  });
  const end = at(attempt.startedMs + lengthOf(attempt.phases));
  const stop =
    attempt.code === null
      ? null
      : html`<rect class="stop" x="${Math.min(end, barWidth - 6)}" width="6" height="${barHeight}" />`;
  return html`<svg viewBox="0 0 ${barWidth} ${barHeight}" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="${barWidth}" height="${barHeight}" />
    ${pieces}${stop}
  </svg>`;
};

const row = (attempt: WhyAttempt, totalMs: number): Html =>
  html`<li>
    <div class="line">
      <span><strong>${attempt.upstream}</strong> <span class="muted">${retryNames[attempt.retry]}</span></span
      >${outcomeOf(attempt)}
    </div>
    ${bar(attempt, totalMs)}
    <div class="axis">
      <span>began at ${msText(attempt.startedMs)}</span><span>took ${msText(lengthOf(attempt.phases))}</span>
    </div>
  </li>`;

const swatch = (kind: Segment['kind'] | 'stop', text: string): Html =>
  html`<li>
    <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
      <rect class="${kind}" width="14" height="14" rx="3" /></svg
    >${text}
  </li>`;

const columnNames = [
  'place free',
  'name found',
  'connected',
  'secured',
  'sent',
  'first byte',
  'first word',
  'end',
] as const;

const numbers = (attempts: readonly WhyAttempt[]): Html =>
  html`<details>
    <summary>The same in numbers</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="Attempts in numbers">
      <table>
        <caption>
          Time from the start of each attempt until …
        </caption>
        <thead>
          <tr>
            <th scope="col">Upstream</th>
            ${columnNames.map((name) => html`<th scope="col" class="number">${name}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${attempts.map(
            (attempt) =>
              html`<tr>
                <th scope="row">${attempt.upstream}</th>
                ${columns.map((column) => html`<td class="number">${msText(attempt.phases[column])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;

export const timeline = (attempts: readonly WhyAttempt[]): Html => {
  if (attempts.length === 0) return html`<p>No attempt was made at any upstream.</p>`;
  const totalMs = Math.max(1, ...attempts.map((attempt) => attempt.startedMs + lengthOf(attempt.phases)));
  return html`<ul class="legend">
      ${swatch('queue', 'waiting for a place')}${swatch('connect', 'connecting')}${swatch('wait', 'waiting for the first word')}${swatch('read', 'reading the answer')}${swatch('stop', 'failed here')}
    </ul>
    <ol class="timeline">
      ${attempts.map((attempt) => row(attempt, totalMs))}
    </ol>
    <p class="axis"><span>0</span><span>${msText(totalMs / 2)}</span><span>${msText(totalMs)}</span></p>
    ${numbers(attempts)}`;
};
