/** How the names of the contract are said to a person. */
import type { Again, Family, Who } from '../../cause.ts';

export const familyNames = {
  overload: ['Too much to do', 'More work arrives than can be done.'],
  throttling: ['A limit was reached', 'A pace, an allowance or a spending limit.'],
  maintenance: ['Planned work', 'Closed on purpose and for a time.'],
  outage: ['Out of service', 'The next one on the way is down, and nobody planned it.'],
  backend: ['The AI service failed', 'It is there, but it answered wrongly or broke off.'],
  timeout: ['Out of time', 'Nobody said no; it just took too long.'],
  network: ['The way is broken', 'Something between two machines lost the call.'],
  dns: ['The address book failed', 'A name did not lead to an address, or to a wrong one.'],
  tls: ['The secure line failed', 'One side could not prove who it is, or could not agree on how to encrypt.'],
  misconfiguration: ['Set up wrongly', 'A setting somewhere on the way is wrong.'],
  gateway: ['The gateway failed', 'The fault is in the gateway itself.'],
  client: ['On the asking side', 'Only the one who asks can change it.'],
} as const satisfies Record<Family, readonly [string, string]>;

export const whoNames = {
  caller: 'you, or the program that asks for you',
  network: 'whoever looks after the connection: your provider or your IT',
  operator: 'whoever runs this gateway',
  provider: 'the provider of the AI service',
  nobody: 'nobody: it passes by itself',
} as const satisfies Record<Who, string>;

export const againNames = {
  here: 'Yes: the same upstream once more first, then another.',
  anywhere: 'Yes: elsewhere at once, or at the same place after a pause.',
  elsewhere: 'At another upstream only.',
  later: 'Elsewhere at once; at the same place after the time it asked for.',
  nowhere: 'No: the outcome would be the same.',
} as const satisfies Record<Again, string>;
