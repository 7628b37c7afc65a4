/** What an event says of its stream: that it is over, or that it failed. */

const lastTypes = new Set(['error', 'message_stop', 'response.completed', 'response.failed', 'response.incomplete']);

/** An `error` object as a gateway words it, in OpenAI's or Anthropic's frame. */
export type ErrorMembers = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const dataOf = (bytes: Uint8Array): string =>
  new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trim()] : []))
    .join('\n');

const read = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

/** Whether nothing follows this event, in any dialect. */
export const isLast = (bytes: Uint8Array): boolean => {
  const data = dataOf(bytes);
  if (data === '[DONE]') return true;
  const value = read(data);
  return isObject(value) && (lastTypes.has(String(value['type'])) || isObject(value['error']));
};

/** The error an event tells of, or `null`. */
export const errorIn = (bytes: Uint8Array): ErrorMembers | null => errorOf(read(dataOf(bytes)));

/** The `error` object of a body or an event: the member of that name, also inside a failed response. */
export const errorOf = (value: unknown): ErrorMembers | null => {
  if (!isObject(value)) return null;
  if (isObject(value['error'])) return value['error'];
  const response = value['response'];
  if (isObject(response) && isObject(response['error'])) return response['error'];
  return value['type'] === 'error' ? value : null;
};
