/** The programs we are measured beside: finds them, and installs what is missing into `bench/.peers` or by the system's own way. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';

export type Found =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'absent'; readonly why: string };

const folder = path.join(import.meta.dirname, '.peers');
const portkeyVersion = '1.15.2';
const portkeyScript = path.join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');
const nginxPlaces = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'];
const installLimitMs = 180_000;

const progress = (text: string): void => void process.stderr.write(`bench: ${text}\n`);

/** Runs an installer; `null` when it went well, else its last line. */
const install = (command: string, args: readonly string[]): string | null => {
  const done = spawnSync(command, args, { encoding: 'utf8', timeout: installLimitMs });
  if (done.error !== undefined) return done.error.message;
  return done.status === 0 ? null : (done.stderr.trim().split('\n').at(-1) ?? `exit status ${done.status}`);
};

const nginxHere = (): string | undefined => nginxPlaces.find((place) => existsSync(place));

export const findNginx = (): Found => {
  const here = nginxHere();
  if (here !== undefined) return { kind: 'found', path: here };
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return { kind: 'absent', why: 'nginx is not installed, and only root on Debian can have it installed from here' };
  progress('installing nginx');
  const failure = install('apt-get', ['install', '-y', '--no-install-recommends', 'nginx-light']);
  const installed = nginxHere();
  return installed === undefined
    ? { kind: 'absent', why: `nginx could not be installed: ${failure ?? 'it is not where it should be'}` }
    : { kind: 'found', path: installed };
};

export const findPortkey = (): Found => {
  if (existsSync(portkeyScript)) return { kind: 'found', path: portkeyScript };
  progress(`installing @portkey-ai/gateway ${portkeyVersion}`);
  mkdirSync(folder, { recursive: true });
  const wanted = `@portkey-ai/gateway@${portkeyVersion}`;
  const quietly = ['--no-audit', '--no-fund', '--no-save', '--ignore-scripts'];
  const failure = install('npm', ['install', '--prefix', folder, ...quietly, wanted]);
  return existsSync(portkeyScript)
    ? { kind: 'found', path: portkeyScript }
    : {
        kind: 'absent',
        why: `@portkey-ai/gateway could not be installed: ${failure ?? 'it is not where it should be'}`,
      };
};
