/** Rules of every hop, in HAProxy's words. */
import type { Stand } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { silenceRule } from '../hop/silence.ts';
import { example } from './about.ts';

const clocks = (server: string): string =>
  `mode http\ntimeout connect 2s\ntimeout client 10m\ntimeout server ${server}`;

export const haproxyHopRules: readonly Rule<Stand>[] = [
  silenceRule({
    id: 'HAP-TMO-2',
    system: 'haproxy',
    fix: 'timeout server 10m',
    before: example({ defaults: clocks('50s') }),
    after: example({ defaults: clocks('10m') }),
  }),
];
