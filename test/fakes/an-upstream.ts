/** An upstream of a config that says nothing but its name and address. */
import type { Upstream } from '../../src/domain/upstream.ts';

export const anUpstream = (name: string, url: string, more: Partial<Upstream> = {}): Upstream => ({
  name,
  url,
  dialect: 'openai',
  key: { kind: 'none' },
  headers: {},
  models: null,
  maxConcurrency: null,
  replicas: null,
  health: null,
  zone: null,
  ...more,
});
