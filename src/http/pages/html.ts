/** HTML as a tagged template that escapes everything put into it, unless it is HTML of the same making. */

/** Text that is known to be HTML; only the `html` tag makes it. */
export class Html {
  readonly #text: string;

  constructor(secret: symbol, text: string) {
    if (secret !== key) throw new TypeError('only the html tag makes Html');
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

const key = Symbol('html');

export type HtmlValue = string | number | Html | null | readonly HtmlValue[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  '\0': '\ufffd',
};

const escape = (text: string): string => text.toWellFormed().replace(/[&<>"'`\0]/g, (sign) => entities[sign] ?? '');

const written = (value: HtmlValue): string => {
  if (value === null) return '';
  if (value instanceof Html) return value.toString();
  if (typeof value === 'object') return value.map(written).join('');
  return escape(String(value));
};

/** Values may stand in text and inside double-quoted attributes, nowhere else. */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  new Html(
    key,
    parts.reduce((text, part, at) => text + written(values[at - 1] ?? null) + part),
  );

/** Our own wording, in which `backticks` mark code. */
export const prose = (text: string): Html =>
  html`${text.split('`').map((piece, at) => (at % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`))}`;

/** A link only where the address can do no harm; else the text alone. */
export const link = (address: string, text: HtmlValue, className = ''): Html =>
  /^(https?:\/\/|\/(?!\/)|#)/.test(address)
    ? html`<a href="${address}" ${className === '' ? null : html` class="${className}"`}>${text}</a>`
    : html`${text}`;
