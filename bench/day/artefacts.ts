/** What the day leaves behind, as files: the status page as it stood, feeds, calendar, alerts, and the report. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesOf } from '../../src/cli/status-copy.ts';
import { reportDocument } from '../../src/http/pages/incident-report.ts';
import { styleSheet } from '../../src/io/style-sheet.ts';
import { markdownOf } from '../../src/policy/incident/report-text.ts';
import { reportOf } from '../../src/policy/incident/report.ts';
import { foundIn } from './judge.ts';
import type { Day } from './play.ts';

interface Artefact {
  readonly file: string;
  readonly text: string;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Links of a page lead to the files beside it, as in a copy that stands elsewhere. */
const pageIn = (folder: string, at: string, html: string): readonly Artefact[] =>
  filesOf(at, html).map(({ file, text }) => ({ file: `${folder}/${file}`, text }));

export const artefactsOf = (day: Day): readonly Artefact[] => {
  const style = styleSheet();
  const { outage } = foundIn(day);
  const snapshots = day.snapshots.flatMap(({ name, status, summary, atom, rss, calendar, badge }) => [
    ...pageIn(name, '/status', status),
    { file: `${name}/style.css`, text: style },
    { file: `${name}/api/v2/summary.json`, text: json(JSON.parse(summary)) },
    { file: `${name}/history.atom`, text: atom },
    { file: `${name}/history.rss`, text: rss },
    { file: `${name}/calendar.ics`, text: calendar },
    { file: `${name}/badge.svg`, text: badge },
  ]);
  const pages = [...day.pages].flatMap(([id, html]) => pageIn('evening', `/status/incidents/${id}`, html));
  const report = outage === null ? null : reportOf(outage, { all: day.incidents, for: 'operators', objective: null });
  const reports =
    report === null
      ? []
      : [
          { file: 'report.html', text: reportDocument(report) },
          { file: 'report.md', text: markdownOf(report) },
          { file: 'report.json', text: json(report) },
        ];
  return [
    ...snapshots,
    ...pages,
    ...reports,
    { file: 'alerts.json', text: json(day.told) },
    { file: 'arrived.json', text: json(day.arrived) },
  ];
};

export const writeArtefacts = (folder: string, day: Day): readonly string[] =>
  artefactsOf(day).map(({ file, text }) => {
    const whole = path.join(folder, file);
    mkdirSync(path.dirname(whole), { recursive: true });
    writeFileSync(whole, text);
    return file;
  });
