/** Whether an address that a model wrote may be a link. */

const allowed = new Set(['http:', 'https:', 'mailto:']);

/** `null` where a click could do more than open a page or a letter. */
export const safeAddress = (href: string): string | null => {
  // Relative ones would lead into this gateway, which a model has no business with.
  if (!URL.canParse(href)) return null;
  const { protocol, username, password } = new URL(href);
  return allowed.has(protocol) && username === '' && password === '' ? href : null;
};
