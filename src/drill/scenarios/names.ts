/** Names of upstreams: resolvers that fail, are slow or fall silent, and records that go wrong. */
import type { CauseCode } from '../../domain/cause.ts';
import type { FaultName } from '../faults/registry.ts';
import { faulty, need, scenario, type Claim, type Group, type Scenario } from './scenario.ts';

const groups: readonly Group[] = ['transport', 'quick'];

/** Whoever else cannot be resolved at the same time tells whose turn it is. */
const told = (code: CauseCode): Claim => ({
  kind: 'explained',
  codes: [code],
  families: ['dns'],
  who: ['operator', 'network'],
});

interface Known {
  readonly id: string;
  readonly title: string;
  readonly fault: FaultName;
}

/** Never known: another upstream answers, and the record says why. */
const unknown = ({ id, title, fault }: Known, code: CauseCode): Scenario =>
  scenario(
    { id, title, groups, primary: faulty(fault) },
    { load: { limitMs: 20_000 }, checks: [need(told(code)), need({ kind: 'attempts', at: 'primary', max: 0 })] },
  );

/** The upstream itself is well, and reached. */
const harmless = ({ id, title, fault }: Known): Scenario =>
  scenario(
    { id, title, groups, primary: faulty(fault) },
    { load: { limitMs: 20_000 }, checks: [need({ kind: 'attempts', at: 'backup', max: 0 })] },
  );

/** Calls before and after the shortest time an answer is believed; each one dials. */
const later = ({ id, title, fault }: Known): Scenario =>
  scenario(
    { id, title, groups: ['transport'], primary: faulty(fault) },
    {
      load: { count: 9, everyMs: 1_000, limitMs: 20_000 },
      checks: [need({ kind: 'attempts', at: 'primary', min: 9 }), need({ kind: 'attempts', at: 'backup', max: 0 })],
    },
  );

export const names: readonly Scenario[] = [
  unknown({ id: 'N01', title: 'the name does not exist', fault: 'name-missing' }, 'dns_error'),
  unknown({ id: 'N02', title: 'the resolver fails', fault: 'name-fails' }, 'dns_error'),
  unknown({ id: 'N03', title: 'the resolver is silent', fault: 'name-silent' }, 'dns_timeout'),
  scenario(
    { id: 'N04', title: 'the resolver is silent, no backup', groups, primary: faulty('name-silent') },
    {
      backup: null,
      ideal: 'error',
      load: { limitMs: 30_000 },
      checks: [need(told('dns_timeout')), need({ kind: 'attempts', at: 'primary', max: 0 })],
    },
  ),
  harmless({ id: 'N05', title: 'the resolver takes 0.6 s', fault: 'name-slow' }),
  harmless({ id: 'N06', title: 'one of two addresses is dead', fault: 'name-half-dead' }),
  later({ id: 'N07', title: 'the record goes wrong', fault: 'name-goes-wrong' }),
  later({ id: 'N08', title: 'the record vanishes', fault: 'name-vanishes' }),
  later({ id: 'N09', title: 'the resolver falls silent', fault: 'resolver-dies' }),
];
