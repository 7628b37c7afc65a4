/** Reads server-sent events as the standard has it. The drill's own: an instrument shares no code with what it measures. */

export interface HeardEvent {
  readonly event: string | null;
  readonly id: string | null;
  readonly data: string;
}

export interface SseReader {
  push(bytes: Uint8Array): readonly HeardEvent[];
}

export const readSse = (): SseReader => {
  const decoder = new TextDecoder('utf-8');
  let rest = '';
  let fields: { event: string | null; id: string | null; data: string[] } = { event: null, id: null, data: [] };

  const line = (text: string): readonly HeardEvent[] => {
    if (text === '') {
      const { event, id, data } = fields;
      fields = { event: null, id: null, data: [] };
      return data.length === 0 ? [] : [{ event, id, data: data.join('\n') }];
    }
    const colon = text.indexOf(':');
    const name = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (name === 'data') fields.data.push(value);
    if (name === 'event') fields.event = value;
    if (name === 'id') fields.id = value;
    return [];
  };

  return {
    push(bytes) {
      rest += decoder.decode(bytes, { stream: true });
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      return lines.flatMap(line);
    },
  };
};
