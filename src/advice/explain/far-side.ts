/** Whose the far machine is, read off its address: a known provider of AI, a machine of one's own, or unknown. */
import type { FarSide } from './sighting.ts';

const providers =
  /\b(?:api\.openai\.com|chatgpt\.com|chat\.openai\.com|openai\.azure\.com|services\.ai\.azure\.com|api\.anthropic\.com|claude\.(?:ai|com)|(?:generativelanguage|aiplatform)\.googleapis\.com|gemini\.google\.com|openrouter\.ai|api\.mistral\.ai|api\.groq\.com|api\.deepseek\.com|api\.x\.ai|api\.cohere\.(?:ai|com)|api\.perplexity\.ai|api\.together\.(?:ai|xyz)|api\.fireworks\.ai|bedrock(?:-runtime)?\.[a-z0-9-]{1,30}\.amazonaws\.com|router\.huggingface\.co|api-inference\.huggingface\.co|api\.replicate\.com|copilot\.microsoft\.com|api\.githubcopilot\.com|api\.cerebras\.ai|integrate\.api\.nvidia\.com)\b/i;

const own =
  /^(?:localhost|127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(?:1[6-9]|2\d|3[01])\.\d+\.\d+|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+|169\.254\.\d+\.\d+|0\.0\.0\.0|::1|f[cd][0-9a-f]{2}:[0-9a-f:]+|unix:.*|[a-z0-9_-]+|[a-z0-9_.-]+\.(?:local|localhost|internal|lan|home|intranet|corp|svc|cluster\.local|docker\.internal|test))$/i;

/** The name in `host:port`, `https://host/path`, `[::1]:80` or `unix:/run/x.sock`. */
export const hostName = (address: string): string => {
  const bare = address.replace(/^[a-z][a-z0-9+.-]{0,20}:\/\//i, '');
  if (bare.startsWith('unix:') || bare.startsWith('/')) return `unix:${bare.replace(/^unix:/, '').split(':')[0] ?? ''}`;
  const found = /^(?:[^@/]{0,200}@)?(?:\[([^\]]{1,100})\]|([^/:?#]{1,253}))/.exec(bare);
  return (found?.[1] ?? found?.[2] ?? '').toLowerCase();
};

export const isOwn = (address: string): boolean => own.test(hostName(address));

/** Chats and companies by their names. */
const products =
  /\b(?:chatgpt|chat ?gpt|claude|gemini|copilot|openai|anthropic|perplexity|mistral|deepseek|openrouter)\b/i;

/** Whether a text speaks of a provider's machines. */
export const namesProvider = (text: string): boolean => providers.test(text);

/** Whether a text speaks of a provider at all: its machines, its chat or its name. */
export const speaksOfProvider = (text: string): boolean => namesProvider(text) || products.test(text);

/** `null`: the address tells nothing. Behind a proxy, an address of the open internet over TLS is a provider's. */
export const farSideOf = (address: string | null): FarSide | null => {
  if (address === null || address === '') return null;
  if (namesProvider(address)) return 'provider';
  if (isOwn(address)) return 'site';
  return address.startsWith('https:') ? 'provider' : null;
};
