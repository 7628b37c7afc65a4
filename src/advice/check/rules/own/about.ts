/** What all rules of our own config have in common. */
import type { OwnConfig } from '../../own/config.ts';
import type { Rule } from '../../rule.ts';

export type OwnRule = Rule<OwnConfig>;

export const manual = 'docs/config.md';

/** Two upstreams, with more lines of the top level. */
export const config = (lines = ''): string => `upstreams:
  primary: { url: "https://api.example.com/v1", key: "\${PRIMARY_KEY}" }
  backup: { url: "https://models.example.org/v1", key: "\${BACKUP_KEY}" }
${lines}`;
