/** The registry of rules: those of each system, and those for what stands between two hops. */
import type { Neighbours } from './chain.ts';
import type { Rule, RuleAbout } from './rule.ts';
import { keepAliveOrder } from './rules/chain/keep-alive-order.ts';
import { systems } from './systems.ts';

export const chainRules: readonly Rule<Neighbours>[] = [keepAliveOrder];

export const allRules: readonly RuleAbout[] = [...systems.flatMap(({ rules }) => rules), ...chainRules];
