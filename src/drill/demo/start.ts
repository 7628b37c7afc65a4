/** The demo model: the scripted upstream with no fault, answering from the catalogue of causes. */
import { faults, type FaultName } from '../faults/registry.ts';
import { follow, type Scripted } from '../faults/script.ts';
import type { Ask } from '../upstream/ask.ts';
import { newAuthority } from '../tls/authority.ts';
import { startUpstream } from '../upstream/start.ts';
import { recall } from './recall.ts';

/** They know the same; the large one says more. */
export const demoModels = ['demo-small', 'demo-large'] as const;

export interface DemoPlan {
  readonly host: string;
  readonly port: number;
  readonly fault?: FaultName | null;
}

export interface Demo {
  /** Base URL that ends in `/v1`, as an upstream's `url` in the config. */
  readonly url: string;
  close(): Promise<void>;
}

export const demoManners = {
  remembers: 20,
  models: demoModels,
  anyModel: false,
  answer: (ask: Ask): string => recall(ask.question, ask.model === 'demo-large' ? 'long' : 'short'),
} as const;

const wordPaceMs = 10;

export const startDemo = async ({ host, port, fault = null }: DemoPlan): Promise<Demo> => {
  const script: Scripted | null =
    fault === null ? null : follow({ name: fault, fault: faults[fault], params: {}, lasts: { kind: 'always' } });
  const upstream = await startUpstream({
    ...demoManners,
    host,
    port,
    paceMs: wordPaceMs,
    authority: fault !== null && faults[fault].group === 'tls' ? newAuthority() : null,
    scripted: () => script,
  });
  return { url: `${upstream.url}/v1`, close: () => upstream.close() };
};
