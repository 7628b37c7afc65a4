/** The rules of Kubernetes, one line each. */
import type { KubeRule } from './about.ts';
import { danglingIngress } from './dangling-ingress.ts';
import { danglingService } from './dangling-service.ts';
import { gapAtRollout } from './gap-at-rollout.ts';
import { gkeTimeout } from './gke-timeout.ts';
import { ingressBuffering } from './ingress-buffering.ts';
import { ingressHeaderRoom } from './ingress-header-room.ts';
import { ingressLimitStatus } from './ingress-limit-status.ts';
import { ingressNoRepeat } from './ingress-no-repeat.ts';
import { killWhileLoading } from './kill-while-loading.ts';
import { lostSignal } from './lost-signal.ts';
import { manyDots } from './many-dots.ts';
import { noBudget } from './no-budget.ts';
import { noGrace } from './no-grace.ts';
import { noMemory } from './no-memory.ts';
import { noPreStop } from './no-pre-stop.ts';
import { noReadiness } from './no-readiness.ts';
import { noSpread } from './no-spread.ts';
import { oneReplica } from './one-replica.ts';
import { policyWithoutIngress } from './policy-without-ingress.ts';
import { policyWithoutNames } from './policy-without-names.ts';
import { probePort } from './probe-port.ts';
import { shortGrace } from './short-grace.ts';
import { slowReadiness } from './slow-readiness.ts';
import { stuckBudget } from './stuck-budget.ts';
import { targetPort } from './target-port.ts';

export const kubeRules: readonly KubeRule[] = [
  danglingIngress,
  danglingService,
  gapAtRollout,
  gkeTimeout,
  ingressBuffering,
  ingressHeaderRoom,
  ingressLimitStatus,
  ingressNoRepeat,
  killWhileLoading,
  lostSignal,
  manyDots,
  noBudget,
  noGrace,
  noMemory,
  noPreStop,
  noReadiness,
  noSpread,
  oneReplica,
  probePort,
  shortGrace,
  slowReadiness,
  stuckBudget,
  targetPort,
  policyWithoutIngress,
  policyWithoutNames,
];
