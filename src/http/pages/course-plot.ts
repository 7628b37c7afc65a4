/** How calls fared around an incident, drawn: a bar for each step, with what failed and what was rescued in it. */
import type { Course } from '../../domain/incident.ts';
import { durationText } from '../../domain/words/index.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

const width = 720;
const height = 160;
const gap = 0.15;

export interface Marks {
  /** In ms since the Unix epoch. */
  readonly startedAt: number;
  readonly noticedAt: number;
  readonly endedAt: number | null;
}

const clock = (ms: number): string => new Date(ms).toISOString().slice(11, 16);

const one = (value: number): number => Math.round(value * 10) / 10;

const bar = (className: string, box: { x: number; y: number; width: number; height: number }): Html | null =>
  box.height < 0.05
    ? null
    : html`<rect
        class="${className}"
        x="${one(box.x)}"
        y="${one(box.y)}"
        width="${one(box.width)}"
        height="${one(box.height)}"
      />`;

export const coursePlot = ({ everyMs, points }: Course, { startedAt, noticedAt, endedAt }: Marks): Html | null => {
  const [first, last] = [points[0], points.at(-1)];
  const most = Math.max(...points.map(({ calls, rescued, failed }) => Math.max(calls, failed + rescued)));
  if (first === undefined || last === undefined || most <= 0) return null;
  const span = last.at + everyMs - first.at;
  const xOf = (at: number): number => ((at - first.at) / span) * width;
  const step = (everyMs / span) * width;
  const tall = (count: number): number => (count / most) * height;
  const bars = points.map(({ at, calls, failed, rescued }) => {
    const place = { x: xOf(at) + (step * gap) / 2, width: step * (1 - gap) };
    const well = Math.max(calls, failed + rescued);
    return html`${bar('calls', { ...place, y: height - tall(well), height: tall(well) })}${bar('failed', { ...place, y: height - tall(failed), height: tall(failed) })}${bar('rescued', { ...place, y: height - tall(failed + rescued), height: tall(rescued) })}`;
  });
  const lines = [startedAt, noticedAt, ...(endedAt === null ? [] : [endedAt])].filter(
    (at) => at >= first.at && at <= last.at + everyMs,
  );
  const says = `Calls in steps of ${durationText(everyMs)} from ${clock(first.at)} to ${clock(last.at + everyMs)} UTC, at most ${most} in one. It began about ${clock(startedAt)} and was noticed at ${clock(noticedAt)}${endedAt === null ? '' : `; it was over about ${clock(endedAt)}`}.`;
  return html`<figure class="course">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${says}" preserveAspectRatio="none">
      ${bars}${lines.map((at) => html`<line class="mark" x1="${one(xOf(at))}" x2="${one(xOf(at))}" y1="0" y2="${height}" />`)}
    </svg>
    <p class="ends"><span>${clock(first.at)} UTC</span><span>${clock(last.at + everyMs)} UTC</span></p>
    <figcaption>
      <span class="key calls">answered</span> <span class="key failed">failed</span>
      <span class="key rescued">failed here, answered by another</span><br />
      ${says} The lines mark these times.
    </figcaption>
  </figure>`;
};
