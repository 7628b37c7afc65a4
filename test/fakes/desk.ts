/** An operator at a gateway of a test: the API with its token, and the commands as a person types them. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const launcher = fileURLToPath(new URL('../../bin/good-gateway', import.meta.url));

interface Place {
  readonly admin: string;
  readonly folder: string;
}

export interface Done {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

const exchange = async (
  { admin, folder }: Place,
  path: string,
  request: { readonly method: string; readonly body?: string },
): Promise<unknown> => {
  const token = (await readFile(join(folder, 'admin-token'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const origin = admin.startsWith('http') ? admin : `http://${admin}`;
  return (await fetch(origin + path, { headers, ...request })).json();
};

/** One exchange of JSON; without a body it reads. */
export const operate = (place: Place, path: string, body?: unknown): Promise<unknown> =>
  exchange(place, path, body === undefined ? { method: 'GET' } : { method: 'POST', body: JSON.stringify(body) });

/** Changes what is there. */
export const change = (place: Place, path: string, body: unknown): Promise<unknown> =>
  exchange(place, path, { method: 'PATCH', body: JSON.stringify(body) });

export const command = ({ admin, folder }: Place, ...args: readonly string[]): Promise<Done> =>
  new Promise((resolve) => {
    const options = { cwd: folder, env: { PATH: process.env['PATH'] } };
    const host = admin.replace(/^https?:\/\//, '');
    execFile(launcher, [...args, '--admin', host], options, (error, out, err) =>
      resolve({ status: error === null ? 0 : Number(error.code), out, err }),
    );
  });
