import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentStart as start, openIncident } from '../../../test/fakes/incident.ts';
import type { CoursePoint } from '../../domain/incident.ts';
import { reportOf } from '../../policy/incident/report.ts';
import { coursePlot } from './course-plot.ts';
import { reportDocument } from './incident-report.ts';

const marks = { startedAt: start, noticedAt: start + 10_000, endedAt: start + 60_000 };
const point = (index: number, more: Partial<CoursePoint> = {}): CoursePoint => ({
  at: start + index * 10_000,
  calls: 10,
  failed: 0,
  rescued: 0,
  ...more,
});

test('the plot draws what was counted to scale, and says it in words', () => {
  const svg =
    coursePlot({ everyMs: 10_000, points: [point(0), point(1, { calls: 20, failed: 10 })] }, marks)?.toString() ?? '';
  const heights = [...svg.matchAll(/class="(\w+)"[^>]*?height="([\d.]+)"/gs)].map(([, name, height]) => [name, height]);
  assert.deepEqual(heights, [
    ['calls', '80'],
    ['calls', '160'],
    ['failed', '80'],
  ]);
  assert.match(svg, /aria-label="[^"]*at most 20 in one/);
});

test('nothing counted draws nothing', () => {
  assert.equal(coursePlot({ everyMs: 10_000, points: [] }, marks), null);
  assert.equal(coursePlot({ everyMs: 10_000, points: [point(0, { calls: 0 })] }, marks), null);
});

test('hostile words stay words in the document', () => {
  const title = '</title><script>alert(1)</script>"><img src=x onerror=alert(1)>';
  const notes = { rootCause: { text: title, by: title, at: start } };
  const incident = openIncident({
    title,
    notes,
    updates: [{ id: 'u', at: start, status: 'resolved', body: title, by: title }],
  });
  const page = reportDocument(reportOf(incident, { all: [], for: 'operators', objective: null }));
  assert.doesNotMatch(page, /<script|<img/);
  assert.match(page, /&lt;script&gt;/);
});
