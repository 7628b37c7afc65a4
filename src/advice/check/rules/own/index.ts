/** The rules of our own config, one line each. */
import type { OwnRule } from './about.ts';
import { wrongBase } from './base-url.ts';
import { clockAboveTotal } from './clock-above-total.ts';
import { manyAttempts } from './many-attempts.ts';
import { nameless } from './nameless.ts';
import { noFailover } from './no-failover.ts';
import { noHealth } from './no-health.ts';
import { oneUpstream } from './one-upstream.ts';
import { sameHost } from './same-host.ts';
import { shortDrain } from './short-drain.ts';
import { shortIdle } from './short-idle.ts';
import { slowConnect } from './slow-connect.ts';
import { smallBody } from './small-body.ts';

export const ownRules: readonly OwnRule[] = [
  oneUpstream,
  sameHost,
  shortIdle,
  clockAboveTotal,
  slowConnect,
  noFailover,
  manyAttempts,
  noHealth,
  smallBody,
  nameless,
  wrongBase,
  shortDrain,
];
