/** Rules of every hop, in Envoy's words. */
import type { Stand } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { silenceRule } from '../hop/silence.ts';
import { bootstrap } from './about.ts';
import { longIdle } from './long-idle.ts';

export const envoyHopRules: readonly Rule<Stand>[] = [
  silenceRule({
    id: 'ENV-TMO-2',
    system: 'envoy',
    fix: 'stream_idle_timeout: 600s',
    before: bootstrap(['stream_idle_timeout: 600s', 'stream_idle_timeout: 30s']),
    after: bootstrap(),
  }),
  longIdle,
];
