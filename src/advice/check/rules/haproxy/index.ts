/** The rules of HAProxy, one line each. */
import type { HaproxyRule } from './about.ts';
import { bareCheck } from './bare-check.ts';
import { barePage } from './bare-page.ts';
import { callerFirst } from './caller-first.ts';
import { eagerReuse } from './eager-reuse.ts';
import { missingClock } from './missing-clock.ts';
import { noEvidence } from './no-evidence.ts';
import { noPlaces } from './no-places.ts';
import { noRepeat } from './no-repeat.ts';
import { noServerName } from './no-server-name.ts';
import { noSlowStart } from './no-slow-start.ts';
import { oldCheck } from './old-check.ts';
import { queueClock } from './queue-clock.ts';
import { resolvedOnce } from './resolved-once.ts';
import { sameServer } from './same-server.ts';
import { shortStop } from './short-stop.ts';
import { smallBuffer } from './small-buffer.ts';
import { unchecked } from './unchecked.ts';
import { unsafeRepeat } from './unsafe-repeat.ts';
import { unverified } from './unverified.ts';

export const haproxyRules: readonly HaproxyRule[] = [
  missingClock,
  callerFirst,
  queueClock,
  unchecked,
  bareCheck,
  oldCheck,
  sameServer,
  noRepeat,
  unsafeRepeat,
  smallBuffer,
  eagerReuse,
  noPlaces,
  resolvedOnce,
  noServerName,
  unverified,
  shortStop,
  barePage,
  noEvidence,
  noSlowStart,
];
