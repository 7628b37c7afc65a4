/** The rules of nginx, one line each. */
import type { NginxRule } from './about.ts';
import { keepAliveUnused } from './keep-alive-unused.ts';

export const nginxRules: readonly NginxRule[] = [keepAliveUnused];
