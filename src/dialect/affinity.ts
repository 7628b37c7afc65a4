/** What of a request says which others belong to it: a session the caller names, or the beginning that a prompt cache would know. */
import type { Operation } from '../domain/call.ts';
import type { Sticky } from '../domain/upstream.ts';
import { isObject } from './reading.ts';

type Body = Readonly<Record<string, unknown>>;

/** The first of the documented fields that is there, by its name: equal values of two fields are no one session. */
const sessionFields = ['prompt_cache_key', 'session_id', 'conversation', 'safety_identifier', 'user'] as const;

const sessionIn = (body: Body): string | null => {
  for (const name of sessionFields) {
    const value = body[name];
    const id = isObject(value) ? value['id'] : value;
    if (typeof id === 'string' && id !== '') return `${name} ${id}`;
  }
  const { metadata } = body;
  const user = isObject(metadata) ? metadata['user_id'] : null;
  return typeof user === 'string' && user !== '' ? `metadata.user_id ${user}` : null;
};

/** Up to the first thing a user says, that included; what follows differs from turn to turn. */
const beginningOf = (messages: readonly unknown[]): readonly unknown[] => {
  const first = messages.findIndex((message) => isObject(message) && message['role'] === 'user');
  return messages.slice(0, first + 1);
};

const prefixIn = (operation: Operation, body: Body): string | null => {
  switch (operation) {
    case 'chat':
    case 'messages':
      return Array.isArray(body['messages'])
        ? JSON.stringify([body['system'] ?? null, beginningOf(body['messages'])])
        : null;
    case 'responses': {
      const { input, instructions = null } = body;
      return JSON.stringify([instructions, Array.isArray(input) ? beginningOf(input) : input]);
    }
    case 'completions':
    case 'embeddings':
      return null;
    default:
      return operation satisfies never;
  }
};

export const belongingOf = (sticky: Sticky, operation: Operation, body: Body): string | null => {
  switch (sticky) {
    case 'off':
      return null;
    case 'session':
      return sessionIn(body);
    case 'prefix':
      return prefixIn(operation, body);
    default:
      return sticky satisfies never;
  }
};
