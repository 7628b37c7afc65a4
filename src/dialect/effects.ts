/** What a request may set off at the provider beyond its answer: whether it may be sent twice, and its answer given twice. */
import type { Operation, Replay } from '../domain/call.ts';
import type { JsonObject } from './reading.ts';
import { isObject } from './reading.ts';

const toolsOf = (body: JsonObject): readonly unknown[] => (Array.isArray(body['tools']) ? body['tools'] : []);

/** Tools the provider runs itself may have had effects by the time an answer breaks. */
const isServerSideTool = (tool: unknown): boolean =>
  isObject(tool) && tool['type'] !== 'function' && tool['type'] !== 'custom';

export const replayOf = (operation: Operation, body: JsonObject): Replay => {
  if (operation !== 'responses') return 'safe';
  return body['store'] === true || body['background'] === true || toolsOf(body).some(isServerSideTool)
    ? 'unsent'
    : 'safe';
};

/** Other APIs name the type of a tool only where the provider has a hand in it. */
const isTyped = (tool: unknown): boolean => isObject(tool) && tool['type'] !== undefined && isServerSideTool(tool);

const reachingOut = ['web_search_options', 'mcp_servers', 'container', 'conversation'] as const;

/** Whether the answer depends on the request alone, and leaves nothing at the provider that a second call would expect there. */
export const isAnswerAll = (operation: Operation, body: JsonObject): boolean => {
  // A Responses call is stored by the provider unless it says otherwise.
  const isStored = operation === 'responses' ? body['store'] !== false : body['store'] === true;
  const reaches = reachingOut.some((member) => body[member] !== undefined && body[member] !== null);
  return !isStored && !reaches && body['background'] !== true && !toolsOf(body).some(isTyped);
};
