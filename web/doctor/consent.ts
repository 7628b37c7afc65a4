/** Questions to others than the gateway: asked only after a person agreed, of those whose names stand beside the box. */
import { now, orElseLater, round } from './ask.ts';

const waitMs = 4_000;

export interface Control {
  readonly name: string;
  readonly family: number;
  readonly answers: boolean;
  readonly ms: number;
}

const quiet = { cache: 'no-store', credentials: 'omit', referrerPolicy: 'no-referrer' } as const;

/** Nothing of the answers can be read, only that there is one. */
const control = async ({ dataset }: HTMLElement): Promise<Control> => {
  const startedAt = now();
  const answers = await orElseLater(async () => {
    await fetch(dataset['control'] ?? '', { ...quiet, mode: 'no-cors', signal: AbortSignal.timeout(waitMs) });
    return true;
  }, false);
  return {
    name: dataset['name'] ?? '',
    family: Number(dataset['family']),
    answers,
    ms: round(now() - startedAt),
  };
};

export interface Named {
  readonly name: string;
  /** RCODE of the answer (RFC 1035 section 4.1.1); `null`: none came. */
  readonly status: number | null;
  readonly found: number;
}

/** The JSON of Google and Cloudflare: what is read of it are two numbers. */
const named = async ({ dataset, textContent }: HTMLElement): Promise<Named> => {
  const name = textContent ?? '';
  return orElseLater(
    async () => {
      const url = `${dataset['book']}?name=${encodeURIComponent(dataset['host'] ?? '')}&type=A`;
      const headers = { accept: 'application/dns-json' };
      const answer = await fetch(url, { ...quiet, headers, signal: AbortSignal.timeout(waitMs) });
      const said = (await answer.json()) as { readonly Status?: number; readonly Answer?: readonly object[] };
      return { name, status: said.Status ?? null, found: said.Answer?.length ?? 0 };
    },
    { name, status: null, found: 0 },
  );
};

const all = <T>(selector: string, ask: (element: HTMLElement) => Promise<T>): Promise<readonly T[]> =>
  Promise.all([...document.querySelectorAll<HTMLElement>(selector)].map(ask));

export const others = (): Promise<readonly Control[]> => all('[data-control]', control);

export const names = (): Promise<readonly Named[]> => all('[data-book]', named);
