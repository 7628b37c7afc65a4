/** From what an attempt observed to a Cause: one pure, total function, called once per failed attempt. */
import type { Cause, CauseCode, Clue } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { ContentProblem, Evidence } from '../domain/evidence.ts';
import type { CertificateFacts, WireFacts } from '../domain/ports.ts';
import { codeOfFault } from './classify/fault.ts';
import { codeOfStatus } from './classify/status.ts';
import { codeOfError } from './classify/error.ts';

const clue = (says: string, value: string | number | null): readonly Clue[] =>
  value === null || value === '' ? [] : [{ says, value: String(value) }];

type Wire = Extract<Evidence, { kind: 'wire' }>;
type Clock = Extract<Evidence, { kind: 'clock' }>;

const day = (time: number): string => (Number.isNaN(time) ? '' : new Date(time).toISOString().slice(0, 10));

const certificateClues = (certificate: CertificateFacts | null): readonly Clue[] =>
  certificate === null
    ? []
    : [
        ...clue('the certificate is for', certificate.names.join(' ')),
        ...clue('it was issued by', certificate.issuer),
        ...clue('it is valid from', day(certificate.validFrom)),
        ...clue('it is valid until', day(certificate.validTo)),
      ];

const staleName = ({ isNameStale }: WireFacts): readonly Clue[] =>
  isNameStale ? clue('the name was answered', 'from a stale entry, the resolver did not answer') : [];

const ofWire = (seen: Wire, upstream: string): Cause =>
  causeOf(codeOfFault(seen), {
    upstream,
    confidence: 0.9,
    clues: [
      ...clue('the connection reported', seen.fault.code),
      ...clue('the connection was', seen.facts.socket),
      ...staleName(seen.facts),
      ...clue('bytes of the answer that came', seen.facts.bytesReceived),
      ...clue('it failed after (ms)', Math.round(seen.afterMs)),
      ...clue('the peer sent instead of HTTP (hex)', seen.fault.firstBytes),
      ...clue('TLS alert', seen.fault.tlsAlert),
      ...certificateClues(seen.fault.certificate),
    ],
  });

const clockCodes = {
  connect: 'connection_timeout',
  first_token: 'http_response_timeout',
  answer: 'http_response_timeout',
  idle: 'connection_read_timeout',
  stream: 'stream_too_long',
} as const satisfies Record<Clock['clock'], CauseCode>;

const clockSays = {
  connect: 'no connection within (ms)',
  first_token: 'no first token within (ms)',
  answer: 'no whole answer within (ms)',
  idle: 'the stream stood still for (ms)',
  stream: 'the stream went on for longer than (ms)',
} as const satisfies Record<Clock['clock'], string>;

const ofClock = (seen: Clock, upstream: string): Cause =>
  causeOf(clockCodes[seen.clock], {
    upstream,
    confidence: 0.8,
    clues: [
      ...clue(clockSays[seen.clock], seen.limitMs),
      ...staleName(seen.facts),
      ...clue('bytes of the answer that came', seen.facts.bytesReceived),
    ],
  });

const contentCodes = {
  html: 'wrong_content',
  not_json: 'invalid_answer',
  not_a_stream: 'invalid_answer',
  not_utf8: 'invalid_answer',
  wrong_shape: 'invalid_answer',
  malformed_event: 'invalid_answer',
  empty: 'empty_answer',
  no_choices: 'empty_answer',
  event_too_large: 'http_response_body_size',
  too_large: 'http_response_body_size',
  cut: 'http_response_incomplete',
} as const satisfies Record<ContentProblem, CauseCode>;

/** A maintenance page that names no time: after so long it is looked at again. */
const maintenanceMs = 60_000;

/** `upstream`: the name it was observed at. */
export const classify = (seen: Evidence, upstream: string): Cause => {
  switch (seen.kind) {
    case 'wire':
      return ofWire(seen, upstream);
    case 'clock':
      return ofClock(seen, upstream);
    case 'status': {
      const code = codeOfStatus(seen);
      return causeOf(code, {
        upstream,
        confidence: 0.9,
        receivedStatus: seen.status,
        retryAfterMs: seen.retryAfterMs ?? (code === 'maintenance' ? maintenanceMs : null),
        clues: [
          ...clue('the upstream answered with status', seen.status),
          ...clue('the page was written by', seen.signature),
          ...clue('its body was', seen.body),
        ],
      });
    }
    case 'error_inside':
      return causeOf(codeOfError(seen.error) ?? 'upstream_error', {
        upstream,
        confidence: 0.9,
        receivedStatus: seen.status,
        retryAfterMs: seen.retryAfterMs,
        clues: [...clue('an error came inside an answer with status', seen.status)],
      });
    case 'content':
      return causeOf(contentCodes[seen.problem], {
        upstream,
        confidence: 0.9,
        receivedStatus: seen.status,
        clues: [
          ...clue('the answer was', seen.problem),
          ...clue('with status', seen.status),
          ...clue('written by', seen.signature),
        ],
      });
    default:
      return seen satisfies never;
  }
};
