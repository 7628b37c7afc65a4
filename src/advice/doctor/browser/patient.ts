/** Which browser on which system is asking, as far as its own name for itself tells; so that remedies name the right clicks. */
import type { Browser, Os } from '../remedies/remedy-row.ts';

export interface UserAgent {
  /** `null`: a phone, or something unknown; then the steps of the others are shown. */
  readonly os: Os | null;
  readonly browser: Browser | null;
  readonly version: number | null;
}

const systems: readonly (readonly [RegExp, Os])[] = [
  [/Windows NT/, 'windows'],
  [/Macintosh|iPhone|iPad/, 'mac'],
  [/Linux|X11|Android|CrOS/, 'linux'],
];

const browsers: readonly (readonly [RegExp, Browser])[] = [
  [/Edg(?:A|iOS)?\/(\d+)/, 'edge'],
  [/(?:Firefox|FxiOS)\/(\d+)/, 'firefox'],
  [/(?:Chrome|CriOS)\/(\d+)/, 'chrome'],
  [/Version\/(\d+)[.\d]* (?:Mobile\/\S+ )?Safari/, 'safari'],
];

export const readUserAgent = (text: string): UserAgent => {
  const [found] = browsers.flatMap(([mark, name]) => {
    const version = mark.exec(text)?.[1];
    return version === undefined ? [] : [{ name, version: Number(version) }];
  });
  return {
    os: systems.find(([mark]) => mark.test(text))?.[1] ?? null,
    browser: found?.name ?? null,
    version: found?.version ?? null,
  };
};

/** The first versions with all that the pages use: streams in fetch, `AbortSignal.timeout`, `structuredClone` (caniuse.com). */
const oldest = { chrome: 109, edge: 109, firefox: 105, safari: 16 } as const satisfies Record<Browser, number>;

export const isOld = ({ browser, version }: UserAgent): boolean =>
  browser !== null && version !== null && version < oldest[browser];
