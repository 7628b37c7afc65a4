/** Reads the arguments of `incident`. */
import { parseArgs } from 'node:util';
import { reportSections } from '../domain/incident.ts';
import { whyNoVerb } from './misuse.ts';
import { operatorOptions, readWith } from './operator-args.ts';
import type { ReadArgs } from './operator-command.ts';

export type IncidentWish =
  | { readonly kind: 'list'; readonly all: boolean }
  | { readonly kind: 'show'; readonly id: string }
  | { readonly kind: 'report'; readonly id: string; readonly format: 'markdown' | 'html' }
  | { readonly kind: 'open'; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'update' | 'resolve' | 'reopen' | 'merge';
      readonly id: string;
      readonly body: Readonly<Record<string, unknown>>;
    };

export const incidentHelp = `good-gateway incident: troubles that are more than one call's

  good-gateway incident list [--all]
  good-gateway incident show ID
  good-gateway incident open TITLE --text TEXT [--model NAME=CONDITION …]
  good-gateway incident update ID [--status STATUS] [--text TEXT] [--publish | --draft]
  good-gateway incident resolve ID [--text TEXT]
  good-gateway incident reopen ID [--text TEXT]
  good-gateway incident merge ID INTO
  good-gateway incident report ID [--format markdown|html]
  good-gateway incident replay FILE

  --text TEXT       what people are told; it is shown on the status page once it is published
  --status STATUS   investigating, identified, monitoring, resolved, or postmortem, which
                    shows the report on the status page
  --title TEXT      another title
  --model NAME=CONDITION
                    how a model fares: degraded_performance, partial_outage or major_outage
  --note SECTION=TEXT
                    your words beside a section of the report: ${reportSections.slice(0, 3).join(', ')},
                    ${reportSections.slice(3).join(', ')};
                    an empty text takes them away
  --publish         shows it to everybody
  --draft           shows it to operators alone
  --by NAME         who says it
  --all             also those that are over
  -c, --config FILE the gateway's configuration (default: good-gateway.yaml here)
  --admin HOST:PORT where operators reach it (default: as configured, else 127.0.0.1:5021)
  --json            one JSON document on stdout
  -h, --help        this text

The token comes from GOOD_GATEWAY_ADMIN_TOKEN, the configuration, or the file "admin-token"
beside the store.
Exit status: 0 done · 1 refused, or no gateway answers · 64 usage or bad configuration
`;

const options = {
  ...operatorOptions,
  text: { type: 'string' },
  status: { type: 'string' },
  title: { type: 'string' },
  model: { type: 'string', multiple: true, default: [] as string[] },
  publish: { type: 'boolean', default: false },
  draft: { type: 'boolean', default: false },
  by: { type: 'string' },
  note: { type: 'string', multiple: true, default: [] as string[] },
  format: { type: 'string', default: 'markdown' },
  all: { type: 'boolean', default: false },
} as const;

const read = (args: readonly string[]) => parseArgs({ args: [...args], options, allowPositionals: true });
type Values = ReturnType<typeof read>['values'];

const given = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

const openWish = (title: string, { text, model, by }: Values): IncidentWish | { readonly why: string } => {
  if (text === undefined) return { why: 'say what people are told: --text "We are looking into it."' };
  const pairs = model.map((one) => /^(.+)=([a-z_]+)$/.exec(one));
  if (pairs.includes(null)) return { why: '--model takes NAME=CONDITION such as gpt-5=major_outage' };
  const components = Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
  return { kind: 'open', body: given({ title, body: text, by, components }) };
};

const moves = {
  resolve: { status: 'resolved', body: 'This is resolved.' },
  reopen: { status: 'investigating', body: 'This is not over. We are looking into it again.' },
} as const;

const editWish = (
  kind: 'update' | 'resolve' | 'reopen',
  id: string,
  { text, status, title, publish, draft, by, note }: Values,
): IncidentWish | { readonly why: string } => {
  if (publish && draft) return { why: 'either --publish or --draft' };
  const isPublished = publish ? true : draft ? false : undefined;
  const said = kind === 'update' ? {} : moves[kind];
  const pairs = note.map((one) => /^(\w+)=([^]*)$/.exec(one));
  if (pairs.includes(null)) return { why: `--note takes SECTION=TEXT; sections: ${reportSections.join(', ')}` };
  const notes = Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']));
  const body = given({
    status,
    title,
    ...said,
    ...(text === undefined ? {} : { body: text }),
    publish: isPublished,
    notes: note.length === 0 ? undefined : notes,
    by,
  });
  const isEmpty = Object.keys(body).every((name) => name === 'by');
  return isEmpty
    ? { why: 'say what changes: --text, --status, --title, --note, --publish or --draft' }
    : { kind, id, body };
};

const mergeWish = (ids: readonly string[], by: string | undefined): IncidentWish | { readonly why: string } => {
  const [id, mergeInto, ...more] = ids;
  return id === undefined || mergeInto === undefined || more.length > 0
    ? { why: 'merge takes two ids: the one that ends, and the one it is part of' }
    : { kind: 'merge', id, body: given({ mergeInto, by }) };
};

const wishOf = (words: readonly string[], values: Values): IncidentWish | { readonly why: string } => {
  const [verb, subject, ...more] = words;
  if (verb === 'merge') return mergeWish(words.slice(1), values.by);
  if (more.length > 0) return { why: 'too many words: put the title in quotes' };
  if (verb === 'list') return subject === undefined ? { kind: 'list', all: values.all } : { why: 'list takes no id' };
  if (verb === undefined || !verbs.some((one) => one === verb)) return { why: whyNoVerb(verb, verbs) };
  if (subject === undefined)
    return { why: verb === 'open' ? 'give it a title, such as "Slow answers"' : 'which one? See: incident list' };
  switch (verb) {
    case 'show':
      return { kind: 'show', id: subject };
    case 'report':
      return values.format === 'markdown' || values.format === 'html'
        ? { kind: 'report', id: subject, format: values.format }
        : { why: '--format is markdown or html; --json gives JSON' };
    case 'open':
      return openWish(subject, values);
    case 'update':
    case 'resolve':
    case 'reopen':
      return editWish(verb, subject, values);
    default:
      return { why: 'options of replay stand behind it: incident replay FILE --json' };
  }
};

const verbs = ['list', 'show', 'open', 'update', 'resolve', 'reopen', 'merge', 'report', 'replay'] as const;

export const readIncidentArgs = (args: readonly string[]): ReadArgs<IncidentWish> =>
  readWith({ options, parse: () => read(args) }, ({ positionals, values }) => wishOf(positionals, values));
