/** The rules of Envoy, one line each. */
import type { EnvoyRule } from './about.ts';
import { cutByCheck } from './cut-by-check.ts';
import { lateAddresses } from './late-addresses.ts';
import { longestStream } from './longest-stream.ts';
import { noBreakers } from './no-breakers.ts';
import { noHealthChecks } from './no-health-checks.ts';
import { noOutliers } from './no-outliers.ts';
import { noProxyStatus } from './no-proxy-status.ts';
import { noRetries } from './no-retries.ts';
import { noSni } from './no-sni.ts';
import { nobodyEjected } from './nobody-ejected.ts';
import { panic } from './panic.ts';
import { perTry } from './per-try.ts';
import { retryStorm } from './retry-storm.ts';
import { smallReplay } from './small-replay.ts';
import { unverified } from './unverified.ts';
import { wholeAnswer } from './whole-answer.ts';

export const envoyRules: readonly EnvoyRule[] = [
  noBreakers,
  noHealthChecks,
  noOutliers,
  noProxyStatus,
  noRetries,
  noSni,
  perTry,
  retryStorm,
  smallReplay,
  unverified,
  wholeAnswer,
  cutByCheck,
  lateAddresses,
  longestStream,
  nobodyEjected,
  panic,
];
