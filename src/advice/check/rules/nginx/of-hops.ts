/** Rules of every hop, in nginx's words. */
import type { Stand } from '../../hop.ts';
import type { Rule } from '../../rule.ts';
import { largePromptsRule } from '../hop/large-prompts.ts';
import { silenceRule } from '../hop/silence.ts';
import { example } from './about.ts';
import { buffering } from './buffering.ts';
import { keepAliveTime } from './keep-alive-time.ts';

const readFix = 'proxy_read_timeout 600s;';
const bodyFix = 'client_max_body_size 50m;';

export const nginxHopRules: readonly Rule<Stand>[] = [
  silenceRule({
    id: 'NGX-TMO-1',
    system: 'nginx',
    fix: readFix,
    before: example({}),
    after: example({ route: readFix }),
  }),
  largePromptsRule({
    id: 'NGX-BUF-3',
    system: 'nginx',
    fix: bodyFix,
    before: example({}),
    after: example({ route: bodyFix }),
  }),
  buffering,
  keepAliveTime,
];
