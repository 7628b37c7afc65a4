/** What all rules of nginx have in common. */
import type { NginxConfig } from '../../nginx/config.ts';
import type { Rule } from '../../rule.ts';

export type NginxRule = Rule<NginxConfig>;

/** Directives and their defaults, as nginx documents them. */
export const manual = (module: string): string => `nginx manual, ${module}`;
