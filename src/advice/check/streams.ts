/** By which words a path, a name or an address is taken for a way of streamed answers. */

/** Models that think are silent for minutes before and between their words; the SDKs of the providers wait for 10 minutes. */
export const silenceMs = 120_000;

/** What clocks of streams are set to where they must not be in the way: the providers' SDKs wait no longer. */
export const generousMs = 600_000;

/** Pictures and long contexts in JSON: a picture of 5 MB is 6.7 MB in base64, and there may be several. */
export const promptBytes = 10 * 1024 ** 2;

/** `/v1/` alone is the root of the APIs of models; `/api/v1/` is that of anything. */
const rootOfModels = /^\^?\/v1\/?[$*]?$/;

/** What has its API under `/v1/` and is no model: secrets, registries, and the trades of a shop. */
const otherTrades =
  /(?:^|[^a-z])(?:vault|consul|nomad|registry|docker|account|asset|auth|billing|blog|booking|cart|catalogue?|checkout|cms|crm|customer|erp|file|identity|image|inventory|invoice|ledger|login|logs?|mail|media|member|metric|news|notification|order|partner|payment|pricing|product|profile|queue|report|sales|session|shipping|shop|sms|static|stock|store|subscription|telemetry|ticket|tracking|upload|user|warehouse|webhook)(?:s|es)?(?:$|[^a-z])/;

const hints: readonly (readonly [pattern: RegExp, because: string])[] = [
  [/^\^?\/v1\/\(?(?:chat|completions|messages|responses|embeddings)\b/, 'a path of model calls'],
  [
    /\/v1\/\(?(?:chat|completions|messages|responses)\b|\/(?:chat|completions|generate(?:_stream)?)\b/,
    'a path of model calls',
  ],
  [/\b(?:sse|event-?stream|stream(?:ing|s)?)\b/, 'a path of streams'],
  [
    /\b(?:openai|anthropic|mistral|groq|openrouter|together\.(?:ai|xyz)|fireworks\.ai|deepseek|cohere)\b/,
    'a model provider',
  ],
  [/generativelanguage\.googleapis|bedrock-runtime|aiplatform\.googleapis/, 'a model provider'],
  [/\b(?:vllm|ollama|sglang|tgi|llama|litellm|localai|text-generation)\b|:11434\b/, 'a model server'],
  [/(?:^|[^a-z])(?:llms?|gpt|chat|inference|models?|ai-gateway|good-gateway)(?:$|[^a-z])/, 'named after models'],
  // As a word of a name or path, not as the end of a domain.
  [/(?:^|[^a-z.])ai(?:$|[^a-z])/, 'named after AI'],
  [/:5020\b/, 'the port of this gateway'],
];

/** Why one of these is taken for a way of streams, `null` if none is. */
export const whyStreams = (texts: readonly string[], pattern: RegExp | null): string | null => {
  for (const text of texts) {
    if (pattern?.test(text) === true) return `${text} matches --streaming`;
    const small = text.toLowerCase();
    const hint = hints.find(([words]) => words.test(small));
    if (hint !== undefined) return `${text}: ${hint[1]}`;
  }
  const root = texts.find((text) => rootOfModels.test(text.toLowerCase()));
  return root === undefined || texts.some((text) => otherTrades.test(text.toLowerCase()))
    ? null
    : `${root}: a path of model calls`;
};
