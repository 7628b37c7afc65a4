/** The body of a call: the conversation up to a prompt, as OpenAI's chat completions take it. */
import type { Attachment, Message } from '../kept/records.ts';

type Part =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string } };

const base64 = (bytes: Uint8Array<ArrayBuffer>): string => {
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
};

const partOf = async ({ name, type, bytes }: Attachment): Promise<Part> => {
  if (!type.startsWith('image/')) return { type: 'text', text: `File ${name}:\n\n${await bytes.text()}` };
  const url = `data:${type};base64,${base64(new Uint8Array(await bytes.arrayBuffer()))}`;
  return { type: 'image_url', image_url: { url } };
};

const contentOf = async (message: Message): Promise<string | readonly Part[]> => {
  if (message.kind === 'answer' || message.attachments.length === 0) return message.text;
  return [{ type: 'text', text: message.text }, ...(await Promise.all(message.attachments.map(partOf)))];
};

/** What a model has said nothing in teaches it nothing. */
const isSaid = (message: Message): boolean => message.kind === 'prompt' || message.text !== '';

export const bodyOf = async (model: string, path: readonly Message[]): Promise<string> => {
  const messages = await Promise.all(
    path.filter(isSaid).map(async (message) => ({
      role: message.kind === 'prompt' ? 'user' : 'assistant',
      content: await contentOf(message),
    })),
  );
  return JSON.stringify({ model, stream: true, messages });
};
