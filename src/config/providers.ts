/** Providers whose keys people keep in the environment, and model servers people run on their own machine. */
import type { DialectName } from '../domain/upstream.ts';

export interface Provider {
  /** Name of the upstream. */
  readonly name: string;
  /** Name in the environment that holds the key. */
  readonly keyName: string;
  readonly url: string;
  readonly dialect: DialectName;
  /** Name in the environment that moves the base URL, and what the provider's own SDK puts behind it. */
  readonly base: { readonly name: string; readonly path: string } | null;
  /** Request headers its SDK fills from the environment: header → name. */
  readonly headerNames: Readonly<Record<string, string>>;
}

const compatible = (name: string, keyName: string, url: string): Provider => ({
  name,
  keyName,
  url,
  dialect: 'openai',
  base: null,
  headerNames: {},
});

/** In the order they are tried in for a name that several of them serve. */
export const providers: readonly Provider[] = [
  {
    ...compatible('openai', 'OPENAI_API_KEY', 'https://api.openai.com/v1'),
    base: { name: 'OPENAI_BASE_URL', path: '' },
    headerNames: { 'openai-organization': 'OPENAI_ORG_ID', 'openai-project': 'OPENAI_PROJECT_ID' },
  },
  {
    ...compatible('anthropic', 'ANTHROPIC_API_KEY', 'https://api.anthropic.com/v1'),
    dialect: 'anthropic',
    base: { name: 'ANTHROPIC_BASE_URL', path: '/v1' },
  },
  compatible('gemini', 'GEMINI_API_KEY', 'https://generativelanguage.googleapis.com/v1beta/openai'),
  compatible('mistral', 'MISTRAL_API_KEY', 'https://api.mistral.ai/v1'),
  compatible('deepseek', 'DEEPSEEK_API_KEY', 'https://api.deepseek.com/v1'),
  compatible('xai', 'XAI_API_KEY', 'https://api.x.ai/v1'),
  compatible('groq', 'GROQ_API_KEY', 'https://api.groq.com/openai/v1'),
  compatible('cerebras', 'CEREBRAS_API_KEY', 'https://api.cerebras.ai/v1'),
  compatible('together', 'TOGETHER_API_KEY', 'https://api.together.xyz/v1'),
  compatible('fireworks', 'FIREWORKS_API_KEY', 'https://api.fireworks.ai/inference/v1'),
  compatible('openrouter', 'OPENROUTER_API_KEY', 'https://openrouter.ai/api/v1'),
];

export interface LocalServer {
  readonly name: string;
  readonly title: string;
  readonly url: string;
}

/** Where each listens unless told otherwise. */
export const localServers: readonly LocalServer[] = [
  { name: 'ollama', title: 'Ollama', url: 'http://127.0.0.1:11434/v1' },
  { name: 'llama-cpp', title: 'llama.cpp', url: 'http://127.0.0.1:8080/v1' },
  { name: 'vllm', title: 'vLLM', url: 'http://127.0.0.1:8000/v1' },
  { name: 'lm-studio', title: 'LM Studio', url: 'http://127.0.0.1:1234/v1' },
];
