/** Names of OpenTelemetry's conventions for generative AI, as far as a gateway has what they stand for. */
import type { AttemptRecord, CallEnded } from '../../domain/event.ts';
import type { Upstream } from '../../domain/upstream.ts';

/** gen_ai.operation.name; `null`: what passes through is not read, so it is none that they know. */
export const operationNames = {
  chat: 'chat',
  responses: 'chat',
  messages: 'chat',
  completions: 'text_completion',
  embeddings: 'embeddings',
  pass: null,
} as const satisfies Record<CallEnded['operation'], string | null>;

/** gen_ai.provider.name: what the API is, not who runs it. */
const providerNames = {
  openai: 'openai',
  anthropic: 'anthropic',
  azure: 'azure.ai.openai',
  gemini: 'gcp.gemini',
} as const satisfies Record<Upstream['dialect'], string>;

export interface Provider {
  readonly name: string;
  readonly host: string;
}

export const providerOf = (upstreams: readonly Upstream[], { upstream }: AttemptRecord): Provider | null => {
  const found = upstreams.find(({ name }) => name === upstream);
  return found === undefined ? null : { name: providerNames[found.dialect], host: new URL(found.url).hostname };
};

/** error.type: a code of ours; `null` where nothing failed. */
export const errorType = ({ cause }: Pick<AttemptRecord, 'cause'>): string | null => cause?.code ?? null;
