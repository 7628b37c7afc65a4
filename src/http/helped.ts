/** `POST /helped { code, helped }`: whether an explanation helped. It is counted, and nothing else is kept of it. */
import type { CauseCode } from '../domain/cause.ts';
import { traits } from '../domain/cause.ts';
import { isObject } from '../dialect/reading.ts';
import type { Visitor } from './visitor.ts';
import { refuse, sendJson } from './visitor.ts';

const limitBytes = 1024;

const read = (bytes: Uint8Array): { readonly code: CauseCode; readonly helped: 'yes' | 'no' } | null => {
  try {
    const body: unknown = JSON.parse(Buffer.from(bytes).toString());
    if (!isObject(body)) return null;
    const { code, helped } = body;
    if (typeof code !== 'string' || !Object.hasOwn(traits, code) || (helped !== 'yes' && helped !== 'no')) return null;
    return { code: code as CauseCode, helped };
  } catch {
    return null;
  }
};

export const takeHelped = async (
  visitor: Visitor,
  judged: (code: CauseCode, helped: 'yes' | 'no') => void,
): Promise<void> => {
  const { incoming, origin } = visitor;
  if (incoming.method !== 'POST')
    return refuse(visitor, 'method_not_allowed', { says: '/helped takes POST.', headers: ['allow', 'POST'] });
  if (origin.kind === 'foreign') return refuse(visitor, 'foreign_origin');
  if (!/^application\/json\b/i.test(String(incoming.headers['content-type'] ?? '')))
    return refuse(visitor, 'unsupported_media_type', { says: '/helped takes application/json.' });
  const held = await incoming.hold(limitBytes);
  if (held.kind === 'too_large') return refuse(visitor, 'request_too_large');
  if (held.kind !== 'held') return visitor.downstream.destroy();
  const judgement = read(held.bytes);
  if (judgement === null)
    return refuse(visitor, 'invalid_request', { says: 'Send { "code": "…", "helped": "yes" } or "no".' });
  judged(judgement.code, judgement.helped);
  return sendJson(visitor, { counted: true });
};
