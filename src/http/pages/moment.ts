/** A moment on a page: in words, and in a form for programs. */
import { timeText } from '../../domain/words/figures.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

/** Of milliseconds since the epoch. */
export const moment = (ms: number): Html => html`<time datetime="${new Date(ms).toISOString()}">${timeText(ms)}</time>`;
