/** Faults beyond the bench: of the connection, of HTTP and of the application, with a healthy backup and alone. */
import type { CauseCode } from '../../domain/cause.ts';
import type { FaultName } from '../faults/registry.ts';
import {
  advise,
  explainedAs,
  faulty,
  need,
  scenario,
  type Cast,
  type Check,
  type Group,
  type Load,
  type Scenario,
} from './scenario.ts';

interface Row {
  readonly id: string;
  readonly title: string;
  readonly group: Group;
  readonly fault: FaultName | Cast;
  readonly codes: readonly CauseCode[];
  readonly load?: Partial<Load>;
  readonly checks?: readonly Check[];
}

const castOf = (fault: FaultName | Cast): Cast => (typeof fault === 'string' ? faulty(fault) : fault);

/** With somewhere to go: the caller sees nothing, the record names the cause. */
const rescued = ({ id, title, group, fault, codes, load = {}, checks = [] }: Row): Scenario =>
  scenario(
    { id, title, groups: [group, 'quick'], primary: castOf(fault) },
    {
      load: { limitMs: 20_000, ...load },
      checks: [advise(explainedAs(...codes)), need({ kind: 'attempts', at: 'primary', max: 3 }), ...checks],
    },
  );

/** With nowhere to go: an honest end that names the cause. */
const alone = ({ id, title, group, fault, codes, load = {}, checks = [] }: Row): Scenario =>
  scenario(
    { id, title: `${title}, no backup`, groups: [group, 'quick'], primary: castOf(fault) },
    {
      backup: null,
      ideal: 'error',
      load: { limitMs: 20_000, ...load },
      checks: [need(explainedAs(...codes)), need({ kind: 'attempts', at: 'primary', max: 6 }), ...checks],
    },
  );

/** On a connection that was used before, a break ahead of the head looks as the race between its two ends does. */
const broken = ['connection_reset', 'connection_terminated'] as const;

const transport: readonly Scenario[] = [
  rescued({
    id: 'D01',
    title: 'connection refused',
    group: 'transport',
    fault: 'refused',
    codes: ['connection_refused'],
  }),
  alone({
    id: 'D02',
    title: 'connection refused',
    group: 'transport',
    fault: 'refused',
    codes: ['connection_refused'],
  }),
  rescued({
    id: 'D03',
    title: 'reset as soon as connected',
    group: 'transport',
    fault: 'reset-at-once',
    codes: broken,
  }),
  rescued({
    id: 'D04',
    title: 'closed before the head',
    group: 'transport',
    fault: 'close-before-head',
    codes: [...broken, 'keepalive_race'],
  }),
  rescued({ id: 'D05', title: 'reset after the head', group: 'transport', fault: 'reset-after-head', codes: broken }),
  alone({
    id: 'D06',
    title: 'reset in the middle of a JSON body',
    group: 'transport',
    fault: 'reset-mid-body',
    codes: [...broken, 'http_response_incomplete'],
    load: { stream: false },
  }),
  scenario(
    {
      id: 'D07',
      title: 'closes after each answer without saying so',
      groups: ['transport', 'quick'],
      primary: faulty('closes-after-each'),
    },
    { backup: null, load: { count: 20, everyMs: 60, stream: false } },
  ),
  scenario(
    {
      id: 'D08',
      title: 'answer comes one byte at a time',
      groups: ['transport', 'quick'],
      primary: faulty('byte-by-byte'),
    },
    { backup: null, load: { limitMs: 30_000 }, checks: [need({ kind: 'same-lines' })] },
  ),
];

const http: readonly Scenario[] = [
  rescued({
    id: 'D10',
    title: 'bytes that are no HTTP',
    group: 'http',
    fault: 'garbage',
    codes: ['not_http', 'http_protocol_error'],
  }),
  alone({ id: 'D11', title: 'an SSH server on the port', group: 'http', fault: 'ssh-banner', codes: ['not_http'] }),
  rescued({
    id: 'D12',
    title: 'both a length and chunks',
    group: 'http',
    fault: 'two-lengths',
    codes: ['http_protocol_error', 'http_response_transfer_coding'],
  }),
  rescued({
    id: 'D13',
    title: 'a head of 256 KB',
    group: 'http',
    fault: 'huge-head',
    codes: ['http_response_header_section_size'],
  }),
  rescued({
    id: 'D14',
    title: 'headers without end',
    group: 'http',
    fault: 'endless-head',
    codes: ['http_response_header_section_size'],
  }),
  alone({
    id: 'D15',
    title: 'body shorter than promised',
    group: 'http',
    fault: 'length-too-long',
    codes: ['http_response_incomplete', 'connection_terminated'],
    load: { stream: false },
  }),
  rescued({
    id: 'D16',
    title: 'chunk size that is no number',
    group: 'http',
    fault: 'bad-chunk-size',
    codes: ['http_response_transfer_coding', 'http_protocol_error'],
    load: { stream: false },
  }),
  rescued({
    id: 'D17',
    title: 'broken gzip',
    group: 'http',
    fault: 'bad-gzip',
    codes: ['http_response_content_coding'],
    load: { stream: false },
  }),
  scenario(
    {
      id: 'D18',
      title: 'good gzip although identity was asked',
      groups: ['http', 'quick'],
      primary: faulty('gzip-anyway'),
    },
    { backup: null, checks: [need({ kind: 'same-lines' })] },
  ),
  alone({
    id: 'D19',
    title: 'a redirect',
    group: 'http',
    fault: 'redirect',
    codes: ['redirected'],
    checks: [need({ kind: 'attempts', at: 'primary', max: 1 })],
  }),
];

const limitedAlone = (row: Pick<Row, 'id' | 'title' | 'fault' | 'codes'>): Scenario =>
  alone({ ...row, group: 'app', checks: [need({ kind: 'status', oneOf: [429] })] });

const app: readonly Scenario[] = [
  limitedAlone({ id: 'D20', title: '429 with Retry-After: 1e9', fault: 'rate-limit-huge', codes: ['rate_limited'] }),
  limitedAlone({
    id: 'D21',
    title: '429 with Retry-After in words',
    fault: 'rate-limit-garbage',
    codes: ['rate_limited'],
  }),
  limitedAlone({ id: 'D22', title: '429 because the quota is used up', fault: 'quota', codes: ['quota_exhausted'] }),
  rescued({ id: 'D23', title: 'maintenance page', group: 'app', fault: 'maintenance', codes: ['maintenance'] }),
  alone({
    id: 'D24',
    title: 'maintenance page',
    group: 'app',
    fault: 'maintenance',
    codes: ['maintenance'],
    checks: [need({ kind: 'status', oneOf: [503] })],
  }),
  alone({
    id: 'D25',
    title: '502 page of an nginx',
    group: 'app',
    fault: 'nginx-502',
    codes: ['upstream_gateway_error'],
  }),
  alone({
    id: 'D26',
    title: '520 page of a Cloudflare',
    group: 'app',
    fault: 'cloudflare-520',
    codes: ['upstream_gateway_error'],
  }),
  rescued({ id: 'D27', title: '529 overloaded_error', group: 'app', fault: 'overloaded', codes: ['overloaded'] }),
  alone({ id: 'D28', title: '500 in JSON', group: 'app', fault: 'server-error', codes: ['upstream_error'] }),
  rescued({ id: 'D29', title: '200 with a sign-in page', group: 'app', fault: 'html-200', codes: ['wrong_content'] }),
  alone({
    id: 'D30',
    title: '200 with a sign-in page',
    group: 'app',
    fault: 'html-200',
    codes: ['wrong_content'],
    load: { stream: false },
  }),
  rescued({
    id: 'D31',
    title: '200 with an error inside',
    group: 'app',
    fault: 'error-200',
    codes: ['overloaded', 'upstream_error', 'invalid_answer'],
    load: { stream: false },
  }),
  rescued({ id: 'D32', title: '200 with an empty body', group: 'app', fault: 'empty-200', codes: ['empty_answer'] }),
  rescued({
    id: 'D33',
    title: '200 with choices: []',
    group: 'app',
    fault: 'no-choices',
    codes: ['empty_answer'],
    load: { stream: false },
  }),
  alone({
    id: 'D34',
    title: 'our key is refused',
    group: 'app',
    fault: 'key-refused',
    codes: ['key_refused'],
    checks: [need({ kind: 'status', oneOf: [503] }), need({ kind: 'attempts', at: 'primary', max: 1 })],
  }),
];

export const gauntlet: readonly Scenario[] = [...transport, ...http, ...app];
