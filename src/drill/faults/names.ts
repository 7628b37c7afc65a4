/** Faults of the name: what resolvers and those who write records do. The server behind it is well. */
import { onName, type Fault } from './fault.ts';

/** Of this machine too, and nobody listens there. */
const nobody = '127.0.0.2';
const none = {} as const;

export const nameFaults = {
  'name-missing': onName({ says: 'the name of the upstream does not exist', params: none }, () => ({
    kind: 'no-name',
  })),
  'name-fails': onName({ says: 'the resolver answers that it failed', params: none }, () => ({ kind: 'fails' })),
  'name-silent': onName({ says: 'the resolver does not answer', params: none }, () => ({ kind: 'silent' })),
  'name-slow': onName({ says: 'the resolver takes its time', params: { ms: 600 } }, ({ right }, { ms }) => ({
    ...right,
    afterMs: ms,
  })),
  'name-half-dead': onName({ says: 'nobody listens at one of two addresses', params: none }, ({ right }) => ({
    ...right,
    addresses: [nobody, ...right.addresses],
  })),
  'name-goes-wrong': onName(
    { says: 'the first answer is right, later ones name an address where nobody listens', params: none },
    ({ right, nth }) => (nth === 1 ? right : { ...right, addresses: [nobody] }),
  ),
  'name-vanishes': onName(
    { says: 'the first answer is right, later ones say that there is no such name', params: none },
    ({ right, nth }) => (nth === 1 ? right : { kind: 'no-name' }),
  ),
  'resolver-dies': onName(
    { says: 'the first answer is right, then the resolver is silent', params: none },
    ({ right, nth }) => (nth === 1 ? right : { kind: 'silent' }),
  ),
} as const satisfies Record<string, Fault>;
