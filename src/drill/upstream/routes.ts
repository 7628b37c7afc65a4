/** The paths a model server has, and what it says of itself on them. */
import type { Operation } from '../../domain/call.ts';
import { reply, type Step } from './step.ts';

export const operationOf: Readonly<Record<string, Operation | undefined>> = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
  '/v1/embeddings': 'embeddings',
  '/v1/responses': 'responses',
  '/v1/messages': 'messages',
};

/** 1 January 2026: a model list that changes with every start would never be cached. */
const modelsCreated = 1767225600;

const modelOf = (id: string): unknown => ({ id, object: 'model', created: modelsCreated, owned_by: 'good-gateway' });

const notFound = (message: string): readonly Step[] =>
  reply(404, JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: 'not_found' } }));

/** Answers to `GET`; `null` where the path has none. */
export const readOnly = (path: string, models: readonly string[]): readonly Step[] | null => {
  if (path === '/health' || path === '/v1/health') return reply(200, JSON.stringify({ status: 'ok' }));
  if (path === '/v1/models') return reply(200, JSON.stringify({ object: 'list', data: models.map(modelOf) }));
  if (!path.startsWith('/v1/models/')) return null;
  const id = decodeURIComponent(path.slice('/v1/models/'.length));
  return models.includes(id) ? reply(200, JSON.stringify(modelOf(id))) : notFound(`The model '${id}' does not exist.`);
};

/** For what is none of the model APIs. */
export const elsewhere = (method: string, path: string): readonly Step[] => {
  if (operationOf[path] === undefined) return notFound(`There is nothing at ${method} ${path}.`);
  const error = {
    message: `Use POST for ${path}.`,
    type: 'invalid_request_error',
    param: null,
    code: 'method_not_allowed',
  };
  return reply(405, JSON.stringify({ error }), { allow: 'POST' });
};
