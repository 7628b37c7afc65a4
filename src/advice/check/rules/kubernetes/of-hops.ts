/** Rules of every hop, in the words of ingress-nginx. */
import type { Stand } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { largePromptsRule } from '../hop/large-prompts.ts';
import { silenceRule } from '../hop/silence.ts';
import { manifests } from './about.ts';

const prefix = 'nginx.ingress.kubernetes.io/';

export const kubeHopRules: readonly Rule<Stand>[] = [
  silenceRule({
    id: 'ING-1',
    system: 'kubernetes',
    fix: `${prefix}proxy-read-timeout: "600"`,
    before: manifests([/ {4}[^\n]*proxy-read-timeout.*\n/, '']),
    after: manifests(),
  }),
  largePromptsRule({
    id: 'ING-5',
    system: 'kubernetes',
    fix: `${prefix}proxy-body-size: 32m`,
    before: manifests([/ {4}[^\n]*proxy-body-size.*\n/, '']),
    after: manifests(),
  }),
];
