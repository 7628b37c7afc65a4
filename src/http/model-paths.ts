/** The model APIs by path. Whatever else is under `/v1` passes through. */
import type { Operation } from '../domain/call.ts';

export const modelPaths: Readonly<Record<string, Operation>> = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
  '/v1/embeddings': 'embeddings',
  '/v1/responses': 'responses',
  '/v1/messages': 'messages',
};
