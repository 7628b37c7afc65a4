/** nginx: recognises its files, reads them with their includes, and runs its rules. */
import { dirname, normalize } from 'node:path';
import type { Source } from '../place.ts';
import { findingsOf } from '../rule.ts';
import { nginxRules } from '../rules/nginx/index.ts';
import { whyStreams } from '../streams.ts';
import { type Context, joinReadings, type Reading, type System } from '../system.ts';
import { configOf, type Upstream, upstreamsIn } from './config.ts';
import { hopOf } from './hops.ts';
import { isPart, joinIncludes, type Whole } from './includes.ts';

const words =
  /^[ \t]*(?:http|events|server|upstream|location|map|proxy_pass|proxy_set_header|worker_processes)\b[^=:\n]*[{;]/m;

const recognise = ({ file, text }: Source): number => {
  if (/(?:^|\/)nginx[^/]*\.conf$/.test(file)) return 1;
  return words.test(text.slice(0, 200_000)) ? (/\.(?:conf|nginx)$|^[^.]*$/.test(file) ? 0.9 : 0.5) : 0;
};

const readingOf = (whole: Whole, beside: ReadonlyMap<string, Upstream>, context: Context): Reading => {
  const config = configOf({
    whole,
    beside,
    version: context.nginxVersion,
    whyStreams: (texts) => whyStreams(texts, context.streaming),
  });
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

const folderOf = ({ root }: Whole): string => dirname(root.file);

const read = async (sources: readonly Source[], context: Context): Promise<Reading> => {
  const all: Whole[] = [];
  for (const source of sources) all.push(await joinIncludes(source, context));
  const included = new Set(all.flatMap((whole) => whole.sources.slice(1).map(({ file }) => normalize(file))));
  // A file that another one includes was read in its place there.
  const wholes = all.filter(({ root }) => !included.has(normalize(root.file)));
  const parts = wholes.filter(isPart);
  const beside = new Map(
    [...Map.groupBy(parts, folderOf)].map(([folder, group]) => [
      folder,
      new Map(group.flatMap((one) => [...upstreamsIn(one)])),
    ]),
  );
  return joinReadings(
    wholes.map((whole) => readingOf(whole, (isPart(whole) && beside.get(folderOf(whole))) || new Map(), context)),
  );
};

export const nginx: System = { name: 'nginx', rules: nginxRules, recognise, read };
