/** The frame of every page: head, navigation, foot. */
import type { Html } from './html.ts';
import { html } from './html.ts';

/** Everything a page may load is its own style sheet. */
export const contentSecurityPolicy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface Page {
  /** Without the name of the product. */
  readonly title: string;
  readonly body: Html;
  readonly current?: 'home' | 'status' | 'doctor' | 'explain' | 'causes';
  /** A module of our own that the page runs. */
  readonly script?: string;
  /** To be hosted elsewhere: it leads to none of our other pages. */
  readonly isAlone?: boolean;
}

export const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'%3E%3Cpath d='M5 28V15a11 11 0 0 1 22 0v13M12 28V16a4 4 0 0 1 8 0v12' fill='none' stroke='%230f7d6c' stroke-width='4' stroke-linecap='round'/%3E%3C/svg%3E";

export const mark = html`<svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
  <path d="M5 28V15a11 11 0 0 1 22 0v13M12 28V16a4 4 0 0 1 8 0v12" />
</svg>`;

const entry = (address: string, text: string, isCurrent: boolean): Html =>
  html`<a href="${address}" ${isCurrent ? html` aria-current="page"` : null}>${text}</a>`;

const brand = html`${mark}<span>Good Gateway</span>`;

const navigation = (current: Page['current']): Html =>
  html`<a class="brand" href="/">${brand}</a>
    <nav aria-label="Main">
      ${entry('/', 'Home', current === 'home')}${entry('/status', 'Status', current === 'status')}${entry('/doctor', 'Doctor', current === 'doctor')}${entry('/explain', 'Explain', current === 'explain')}${entry('/causes', 'Causes', current === 'causes')}
    </nav>`;

export const layout = ({ title, body, current, script, isAlone = false }: Page): string =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title} · Good Gateway</title>
        <link rel="icon" href="${icon}" />
        <link rel="stylesheet" href="/style.css" />
        ${script === undefined ? null : html`<script type="module" src="${script}"></script>`}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <div class="wide">${isAlone ? html`<span class="brand">${brand}</span>` : navigation(current)}</div>
        </header>
        <main id="main" class="wide">${body}</main>
        <footer class="wide">
          <p>
            This page loads nothing from other sites and sets no cookie.
            ${isAlone ? null : html`<a href="/about">About this gateway</a>`}
          </p>
        </footer>
      </body>
    </html> `.toString();
