/** Names for what upstreams and callers share: the provider behind an address, the client program behind a User-Agent. */
import type { Place } from './sighting.ts';

/** Second-level names under which others register: `co.uk`, `com.au`. */
const registries = new Set(['ac', 'co', 'com', 'edu', 'gov', 'net', 'org']);

/** `api.example.com` → `example.com`; `null` for an IP address and for a name of one machine. */
const providerOf = (url: string): string | null => {
  if (!URL.canParse(url)) return null;
  const labels = new URL(url).hostname.toLowerCase().split('.');
  const top = labels.at(-1) ?? '';
  if (labels.length < 2 || top === 'localhost' || top.endsWith(']') || /^\d+$/.test(top)) return null;
  const isRegistry = labels.length > 2 && top.length === 2 && registries.has(labels.at(-2) ?? '');
  return labels.slice(isRegistry ? -3 : -2).join('.');
};

export const placeOf = (upstream: { readonly url: string; readonly zone: string | null }): Place => ({
  zone: upstream.zone,
  provider: providerOf(upstream.url),
});

/** Programs that hide behind a longer text; the first that fits counts. */
const disguised: readonly (readonly [RegExp, string])[] = [
  [/^(openai|anthropic)\/(\w+)/i, '$1-$2'],
  [/\bEdg(?:e|A|iOS)?\//, 'edge'],
  [/\b(?:Firefox|FxiOS)\//, 'firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'chrome'],
  [/\bSafari\//, 'safari'],
];

/** `python-httpx/0.27.0` → `python-httpx`; versions are dropped, so that an update does not make a new program of it. */
export const programOf = (userAgent: string | null): string | null => {
  if (userAgent === null || userAgent === '') return null;
  for (const [pattern, name] of disguised) {
    const found = pattern.exec(userAgent);
    if (found !== null)
      return name
        .replace('$1', found[1] ?? '')
        .replace('$2', found[2] ?? '')
        .toLowerCase();
  }
  const first = /^[\w.-]{1,40}/.exec(userAgent)?.[0];
  return first === undefined ? 'other' : first.toLowerCase();
};
