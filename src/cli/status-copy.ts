/** A copy of the status page: which files it has, and how the links in them lead to each other. */
import { isObject } from '../dialect/reading.ts';
import { statusBodies } from '../http/status/api.ts';

/** What the copy cannot do without; pages come last, so that they never lead to what is not there yet. */
export const copied: readonly string[] = [
  '/style.css',
  '/status/live.js',
  '/history.rss',
  '/history.atom',
  '/calendar.ics',
  '/badge.svg',
  ...Object.keys(statusBodies).map((path) => `/api/v2${path}`),
];

export const mainPage = '/status';

const idsIn = (body: unknown, list: string): readonly string[] => {
  const all = isObject(body) && Array.isArray(body[list]) ? (body[list] as readonly unknown[]) : [];
  return all.flatMap((one) => {
    const id = isObject(one) ? one['id'] : null;
    // They become names of files.
    return typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? [id] : [];
  });
};

/** Pages of their own, by what the API names. */
export const furtherPaths = (incidents: unknown, components: unknown): readonly string[] => [
  ...idsIn(components, 'components').flatMap((id) =>
    ['.rss', '.atom', ''].map((end) => `/status/components/${id}${end}`),
  ),
  ...idsIn(incidents, 'incidents').map((id) => `/status/incidents/${id}`),
];

const isPage = (path: string): boolean => !/\.\w+$/.test(path);

/** Where a path of the gateway is in the folder. */
const fileOf = (path: string): string => {
  if (path === mainPage) return 'index.html';
  return isPage(path) ? `${path.slice(1)}/index.html` : path.slice(1);
};

/** Text of a person stands in no link as it is: its quotes are escaped, so what looks like one is ours. */
const relinked = (page: string, file: string): string => {
  const up = '../'.repeat(file.split('/').length - 1);
  return page.replaceAll(
    /\b(href|src)="(\/(?!\/)[^"]*)"/g,
    (_, name: string, path: string) => `${name}="${up}${fileOf(path)}"`,
  );
};

export interface CopiedFile {
  /** Relative to the folder. */
  readonly file: string;
  readonly text: string;
}

/** The main page is also where links from outside look for it. */
export const filesOf = (path: string, text: string): readonly CopiedFile[] => {
  if (!isPage(path)) return [{ file: fileOf(path), text }];
  const files = path === mainPage ? ['status/index.html', 'index.html'] : [fileOf(path)];
  return files.map((file) => ({ file, text: relinked(text, file) }));
};
