/** HAProxy: recognises its files, reads them, and runs its rules. */
import { joinReadings, type Reading, type System } from '../system.ts';
import type { Source } from '../place.ts';
import { findingsOf } from '../rule.ts';
import { haproxyRules } from '../rules/haproxy/index.ts';
import { whyStreams } from '../streams.ts';
import { readSections } from './config.ts';
import { hopOf } from './hops.ts';
import { configOf } from './ways.ts';

const sectionLine =
  /^[ \t]*(?:global|defaults|frontend|backend|listen|resolvers|peers|userlist|traces)(?:[ \t]+[^{};:=\n]*)?(?:#.*)?\r?$/m;

const recognise = ({ file, text }: Source): number => {
  const start = text.slice(0, 200_000);
  if (!sectionLine.test(start)) return 0;
  if (/haproxy[^/]*\.(?:cfg|conf|cfg\.\w+)$/.test(file)) return 1;
  return /^[ \t]*(?:server|bind|timeout|mode|balance|option|maxconn|nameserver|peer|user|trace)[ \t]+[^;{]+$/m.test(
    start,
  )
    ? 0.9
    : 0;
};

export const haproxy: System = {
  name: 'haproxy',
  rules: haproxyRules,
  recognise,
  read: (sources, context) =>
    Promise.resolve(
      joinReadings(
        sources.map((source): Reading => {
          const config = configOf(readSections(source), (texts) => whyStreams(texts, context.streaming));
          return {
            sources: [source],
            hops: config.ways.map((way) => hopOf(config, way)),
            findings: findingsOf(haproxyRules, config),
            problems: config.problems,
            notes: config.notes,
          };
        }),
      ),
    ),
};
