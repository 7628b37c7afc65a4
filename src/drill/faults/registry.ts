/** All faults by name. To add one: a row in its family's file. */
import { appFaults } from './app.ts';
import { checkFaults } from './check.ts';
import type { Fault } from './fault.ts';
import { httpFaults } from './http.ts';
import { nameFaults } from './names.ts';
import { streamFaults } from './stream.ts';
import { tcpFaults } from './tcp.ts';
import { tlsFaults } from './tls.ts';
import { throttlingFaults } from './throttling.ts';

export const faults = {
  ...nameFaults,
  ...tcpFaults,
  ...tlsFaults,
  ...httpFaults,
  ...throttlingFaults,
  ...appFaults,
  ...streamFaults,
  ...checkFaults,
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof faults;

export const faultNames = Object.keys(faults) as readonly FaultName[];

export const isFaultName = (name: string): name is FaultName => Object.hasOwn(faults, name);
