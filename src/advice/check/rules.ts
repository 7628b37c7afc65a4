/** The registry of rules: those of each system, and those for what stands between two hops. */
import type { Neighbours } from './chain.ts';
import type { Stand } from './hop.ts';
import type { Rule, RuleAbout } from './rule.ts';
import { bodyOrder } from './rules/chain/body-order.ts';
import { healthPath } from './rules/chain/health-path.ts';
import { keepAliveOrder } from './rules/chain/keep-alive-order.ts';
import { killedBeforeDrained } from './rules/chain/killed-before-drained.ts';
import { multipliedAttempts } from './rules/chain/multiplied-attempts.ts';
import { quietCall } from './rules/chain/quiet-call.ts';
import { silenceOrder } from './rules/chain/silence-order.ts';
import { haproxyHopRules } from './rules/haproxy/of-hops.ts';
import { nginxHopRules } from './rules/nginx/of-hops.ts';
import { envoyHopRules } from './rules/envoy/of-hops.ts';
import { kubeHopRules } from './rules/kubernetes/of-hops.ts';
import { systems } from './systems.ts';

export const chainRules: readonly Rule<Neighbours>[] = [
  keepAliveOrder,
  silenceOrder,
  multipliedAttempts,
  bodyOrder,
  healthPath,
  killedBeforeDrained,
  quietCall,
];

/** Of one hop as every system has it: where only the names differ, and where the next hop matters. */
export const hopRules: readonly Rule<Stand>[] = [
  ...nginxHopRules,
  ...haproxyHopRules,
  ...envoyHopRules,
  ...kubeHopRules,
];

export const allRules: readonly RuleAbout[] = [...systems.flatMap(({ rules }) => rules), ...hopRules, ...chainRules];
