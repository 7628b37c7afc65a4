/** Encryption that fails: nothing of a prompt is sent to whom nobody vouches for. */
import type { CauseCode } from '../../domain/cause.ts';
import type { FaultName } from '../faults/registry.ts';
import { explainedAs, faulty, need, scenario, type Group, type Scenario } from './scenario.ts';

const groups: readonly Group[] = ['transport', 'quick'];

interface Row {
  readonly id: string;
  readonly title: string;
  readonly fault: FaultName;
  readonly codes: readonly CauseCode[];
}

const untrusted = ({ id, title, fault, codes }: Row): Scenario =>
  scenario(
    { id, title, groups, primary: faulty(fault) },
    {
      load: { limitMs: 20_000 },
      checks: [need(explainedAs(...codes)), need({ kind: 'attempts', at: 'primary', max: 0 })],
    },
  );

const certificate = ['tls_certificate_error'] as const;
/** Before the connection was there, as far as was seen, or behind that. */
const cut = ['connection_reset', 'connection_terminated'] as const;
const expiredMs = 3_000;

export const tls: readonly Scenario[] = [
  untrusted({ id: 'T01', title: 'its certificate ran out', fault: 'certificate-expired', codes: certificate }),
  untrusted({ id: 'T02', title: 'its certificate is not valid yet', fault: 'certificate-too-new', codes: certificate }),
  untrusted({
    id: 'T03',
    title: 'its certificate is for another name',
    fault: 'certificate-wrong-name',
    codes: certificate,
  }),
  untrusted({
    id: 'T04',
    title: 'it signed its certificate itself',
    fault: 'certificate-self-signed',
    codes: certificate,
  }),
  untrusted({ id: 'T05', title: 'the handshake is cut', fault: 'handshake-cut', codes: cut }),
  untrusted({
    id: 'T06',
    title: 'the handshake is refused',
    fault: 'handshake-refused',
    codes: ['tls_alert_received'],
  }),
  untrusted({
    id: 'T07',
    title: 'plain HTTP where encryption is expected',
    fault: 'not-encrypted',
    codes: ['tls_protocol_error'],
  }),
  scenario(
    {
      id: 'T08',
      title: 'its certificate ran out, and is renewed after 3 s',
      groups: ['transport'],
      primary: faulty('certificate-expired', { lasts: { kind: 'for', ms: expiredMs } }),
    },
    {
      load: { count: 60, everyMs: 200, limitMs: 20_000 },
      checks: [need({ kind: 'back-on-primary', downMs: expiredMs, withinMs: 8_000 })],
    },
  ),
];
