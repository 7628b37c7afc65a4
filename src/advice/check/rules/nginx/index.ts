/** The rules of nginx, one line each. */
import type { NginxRule } from './about.ts';
import { abortIgnored } from './abort-ignored.ts';
import { barePage } from './bare-page.ts';
import { compressedStream } from './compressed-stream.ts';
import { connectTime } from './connect-time.ts';
import { fewFiles } from './few-files.ts';
import { foreignResolver } from './foreign-resolver.ts';
import { internalResolvedOnce } from './internal-resolved-once.ts';
import { keepAliveMissing } from './keep-alive-missing.ts';
import { keepAliveOrder } from './keep-alive-order.ts';
import { keepAliveShort } from './keep-alive-short.ts';
import { keepAliveUnused } from './keep-alive-unused.ts';
import { limitStatus } from './limit-status.ts';
import { noEjection } from './no-ejection.ts';
import { noEvidence } from './no-evidence.ts';
import { noRepeat } from './no-repeat.ts';
import { noResolver } from './no-resolver.ts';
import { noServerName } from './no-server-name.ts';
import { noUpgrade } from './no-upgrade.ts';
import { noZone } from './no-zone.ts';
import { onePeer } from './one-peer.ts';
import { quickEjection } from './quick-ejection.ts';
import { requestBuffering } from './request-buffering.ts';
import { resolvedOnce } from './resolved-once.ts';
import { shallowChain } from './shallow-chain.ts';
import { shortShutdown } from './short-shutdown.ts';
import { slowCallers } from './slow-callers.ts';
import { slowResolver } from './slow-resolver.ts';
import { smallHead } from './small-head.ts';
import { unboundedRepeat } from './unbounded-repeat.ts';
import { unsafeRepeat } from './unsafe-repeat.ts';
import { unverified } from './unverified.ts';
import { wrongHost } from './wrong-host.ts';
import { wrongTlsName } from './wrong-tls-name.ts';

export const nginxRules: readonly NginxRule[] = [
  keepAliveUnused,
  keepAliveMissing,
  keepAliveShort,
  keepAliveOrder,
  connectTime,
  slowCallers,
  noRepeat,
  unsafeRepeat,
  unboundedRepeat,
  requestBuffering,
  onePeer,
  quickEjection,
  noEjection,
  noZone,
  resolvedOnce,
  noResolver,
  slowResolver,
  internalResolvedOnce,
  foreignResolver,
  smallHead,
  compressedStream,
  noServerName,
  unverified,
  wrongHost,
  shallowChain,
  wrongTlsName,
  noUpgrade,
  barePage,
  noEvidence,
  fewFiles,
  limitStatus,
  shortShutdown,
  abortIgnored,
];
