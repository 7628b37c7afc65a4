/** The frame the chat starts in: what is seen before its script runs, and what stands in for it where none runs. */
import type { Html } from './html.ts';
import { html } from './html.ts';
import { icon, mark } from './layout.ts';

export interface ChatData {
  /** Paths of what it loads. */
  readonly script: string;
  readonly styles: readonly string[];
  /** For browsers without script, and for whoever reads the source. */
  readonly overview: Html;
}

const sheet = (address: string): Html => html`<link rel="stylesheet" href="${address}" />`;

export const chatPage = ({ script, styles, overview }: ChatData): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="A chat with the models behind this gateway. Your prompts are never lost." />
        <title>Chat · Good Gateway</title>
        <link rel="icon" href="${icon}" />
        ${styles.map(sheet)}
        <script type="module" src="${script}"></script>
      </head>
      <body>
        <div id="chat"><p class="opening">${mark} Opening the chat …</p></div>
        <noscript><main class="wide">${overview}</main></noscript>
      </body>
    </html> `.toString();
