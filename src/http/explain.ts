/** The door of `/explain`: reads the pasted text from the address or the form, and answers as a page or as JSON. */
import type { Context } from 'hono';
import { explainText } from '../advice/explain/text.ts';
import { explainPage } from './pages/index.ts';

const limitBytes = 256 * 1024;

/** Programs that want JSON say so; everybody else gets the page. */
const wantsJson = (accept: string | undefined): boolean =>
  accept !== undefined && accept.includes('application/json') && !accept.includes('text/html');

export interface Answer {
  readonly status: 200 | 413 | 415;
  readonly html: string;
  /** Present when JSON was asked for. */
  readonly json: unknown;
}

const ofText = (text: string | null, accept: string | undefined): Answer => {
  const report = text === null || text.trim() === '' ? null : explainText(text);
  return {
    status: 200,
    html: explainPage({ text, report, isTooLong: false }),
    json: wantsJson(accept) && report !== null ? report : null,
  };
};

const formType = 'application/x-www-form-urlencoded';

export const answerExplain = async (context: Context): Promise<Answer> => {
  const { req } = context;
  const accept = req.header('accept');
  if (req.method !== 'POST') return ofText(req.query('text') ?? null, accept);
  if (!(req.header('content-type') ?? '').toLowerCase().startsWith(formType))
    return { ...ofText(null, accept), status: 415 };
  const body = await req.text();
  if (body.length > limitBytes)
    return { status: 413, html: explainPage({ text: null, report: null, isTooLong: true }), json: null };
  return ofText(new URLSearchParams(body).get('text'), accept);
};
