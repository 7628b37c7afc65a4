/** The bytes every product relays: a request of 500 bytes, an answer of 1 KB, and a stream's events. */

export type Load = 'whole' | 'paced' | 'first' | 'idle';

/** What one stream holds between its first and its last event. */
export const eventsPerStream = 100;

const requestBytes = 500;
const answerBytes = 1024;

/** A request as an SDK sends it, filled up to its size; the model's name tells the upstream how to answer. */
export const requestBody = (load: Load): string => {
  const withPrompt = (content: string): string =>
    JSON.stringify({ model: `bench-${load}`, messages: [{ role: 'user', content }], stream: load !== 'whole' });
  return withPrompt('x'.repeat(requestBytes - withPrompt('').length));
};

const withAnswer = (content: string): string =>
  JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion',
    created: 1_700_000_000,
    model: 'bench-whole',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 100, completion_tokens: 200, total_tokens: 300 },
  });

export const answerBody = withAnswer('y'.repeat(answerBytes - withAnswer('').length));

const chunk = (delta: object, finishReason: string | null): string =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: 'bench-paced',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })}\n\n`;

export const contentEvent = chunk({ content: 'token ' }, null);
/** Both in one write, as providers send them. */
export const lastEvents = `${chunk({}, 'stop')}data: [DONE]\n\n`;
export const endMark = 'data: [DONE]\n\n';

export const modelList = JSON.stringify({
  object: 'list',
  data: (['whole', 'paced', 'first', 'idle'] satisfies Load[]).map((load) => ({
    id: `bench-${load}`,
    object: 'model',
    created: 1_700_000_000,
    owned_by: 'bench',
  })),
});
