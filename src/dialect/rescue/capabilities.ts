/** What is known of a target's way to go on with an answer that was begun elsewhere. */
import type { DialectName } from '../../domain/upstream.ts';

/**
 * How a server is told that the last assistant message is to be gone on with: by vLLM's members, by `prefix: true` on the
 * message (DeepSeek, Mistral), by nothing but its place (Anthropic's older models; llama.cpp, Ollama).
 */
export type PrefillStyle = 'continue_final_message' | 'assistant_prefix' | 'anthropic' | 'plain';

export interface Capabilities {
  /** `null`: not known to do it. */
  readonly prefill: PrefillStyle | null;
}

export interface Known {
  readonly dialect: DialectName;
  /** As the target is asked for it. */
  readonly model: string;
  /** `owned_by` in the target's model list. */
  readonly ownedBy: string | null;
}

/** Servers show in their model list whose they are. */
const byOwner: Readonly<Record<string, PrefillStyle>> = {
  vllm: 'continue_final_message',
  sglang: 'continue_final_message',
  llamacpp: 'plain',
  library: 'plain',
  deepseek: 'assistant_prefix',
  mistralai: 'assistant_prefix',
};

/** Names that only the makers' own APIs use. */
const byName: readonly (readonly [RegExp, PrefillStyle])[] = [
  [/^deepseek-(chat|reasoner)$/, 'assistant_prefix'],
  [/^(mistral|ministral|codestral|devstral)-[a-z0-9-]*latest$/, 'assistant_prefix'],
];

/** Anthropic's models up to 4.5; later ones refuse a conversation that ends with the assistant. */
const claudeWithPrefill = /^claude-(?:[23][.-]|instant|(?:opus|sonnet|haiku)-4(?:-[0-5])?(?:-\d{8}|@\d{8})?$)/;

export const capabilitiesOf = ({ dialect, model, ownedBy }: Known): Capabilities => {
  if (dialect === 'anthropic') return { prefill: claudeWithPrefill.test(model) ? 'anthropic' : null };
  if (dialect !== 'openai') return { prefill: null };
  const owner = byOwner[ownedBy?.toLowerCase() ?? ''];
  return { prefill: owner ?? byName.find(([pattern]) => pattern.test(model))?.[1] ?? null };
};
