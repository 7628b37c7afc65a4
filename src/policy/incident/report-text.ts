/** The post-incident report as Markdown. */
import { timeText } from '../../domain/words/figures.ts';
import type { Report, Section } from './report.ts';

/** Foreign words in Markdown stay words: what has a meaning there is escaped. */
const escaped = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]<>#|!&~]/g, String.raw`\$&`)
    .replaceAll(/\s*[\r\n]+\s*/g, ' ')
    .replace(/^(\s*)([-+=]|\d+[.)])/, String.raw`$1\$2`);

const noteText = ({ note }: Section): string => {
  if (note === null) return '';
  const lines = note.text.split(/\r?\n/).map((line) => `> ${escaped(line)}`);
  return `${lines.join('\n')}\n>\n> ${escaped(note.by)}, ${timeText(note.at)}\n\n`;
};

const sectionText = (section: Section): string =>
  `## ${section.title}\n\n${section.lines.map((line) => `- ${escaped(line)}\n`).join('')}${section.lines.length === 0 ? '' : '\n'}${noteText(section)}`;

export const markdownOf = (report: Report): string =>
  `# ${escaped(report.title)}\n\n${report.sections.map(sectionText).join('')}`;
