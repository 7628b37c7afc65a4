/** nginx: recognises its files, reads them with their includes, and runs its rules. */
import type { Source } from '../place.ts';
import { findingsOf } from '../rule.ts';
import { nginxRules } from '../rules/nginx/index.ts';
import { whyStreams } from '../streams.ts';
import { type Context, joinReadings, type Reading, type System } from '../system.ts';
import { configOf } from './config.ts';
import { hopOf } from './hops.ts';
import { joinIncludes } from './includes.ts';

const words =
  /^[ \t]*(?:http|events|server|upstream|location|map|proxy_pass|proxy_set_header|worker_processes)\b[^=:\n]*[{;]/m;

const recognise = ({ file, text }: Source): number => {
  if (/(?:^|\/)nginx[^/]*\.conf$/.test(file)) return 1;
  return words.test(text.slice(0, 200_000)) ? (/\.(?:conf|nginx)$|^[^.]*$/.test(file) ? 0.9 : 0.5) : 0;
};

const readOne = async (root: Source, context: Context): Promise<Reading> => {
  const whole = await joinIncludes(root, context);
  const config = configOf(whole, context.nginxVersion, (texts) => whyStreams(texts, context.streaming));
  const assumed =
    context.nginxVersion === null && config.routes.length > 0
      ? ['nginx: taken for a version before 1.29.7; say another one with --nginx-version']
      : [];
  return {
    sources: whole.sources,
    hops: config.routes.map((route) => hopOf(config, route)),
    findings: findingsOf(nginxRules, config),
    problems: whole.problems,
    notes: [...assumed, ...whole.notes],
  };
};

const read = async (sources: readonly Source[], context: Context): Promise<Reading> => {
  const readings: Reading[] = [];
  const seen = new Set<string>();
  for (const source of sources) {
    // A file that another one includes was read in its place there.
    if (seen.has(source.file)) continue;
    const reading = await readOne(source, context);
    for (const { file } of reading.sources) seen.add(file);
    readings.push(reading);
  }
  return joinReadings(readings);
};

export const nginx: System = { name: 'nginx', rules: nginxRules, recognise, read };
