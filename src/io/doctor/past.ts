/** Where a user’s programs keep their state, and the doctor’s small file there. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const folder = (): string => {
  const { env, platform } = process;
  const own = { darwin: join(homedir(), 'Library/Application Support'), win32: env['LOCALAPPDATA'] };
  const usual = platform === 'darwin' || platform === 'win32' ? own[platform] : undefined;
  return join(env['XDG_STATE_HOME'] ?? usual ?? join(homedir(), '.local/state'), 'good-gateway');
};

const file = (): string => join(folder(), 'doctor.json');

export const past = {
  read: (): Promise<string | null> => readFile(file(), 'utf8').catch(() => null),
  write: async (text: string): Promise<void> => {
    try {
      await mkdir(dirname(file()), { recursive: true, mode: 0o700 });
      await writeFile(file(), text, { mode: 0o600 });
    } catch {
      // A home that cannot be written to: the walk is told all the same.
    }
  },
};
