/** The gateway as a person starts it: a child process of the launcher, with its own memory, signals and standard error. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeConfig } from './gateway.ts';
import { inTime } from './patience.ts';

export interface Program {
  readonly origin: string;
  readonly url: string;
  readonly admin: string;
  readonly folder: string;
  readonly pid: number;
  /** All of its standard error so far. */
  readonly said: string;
  /** Its status; fails where the end does not come. */
  readonly exit: Promise<number | null>;
  /** Resolves once its standard error holds that text. */
  saying(text: string): Promise<void>;
  signal(name: 'SIGTERM' | 'SIGHUP' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Ends it as a crash does: nothing of it runs any longer when this resolves. */
  kill(): Promise<void>;
  configure(config: Readonly<Record<string, unknown>>): Promise<void>;
  /** Resident memory in bytes. */
  memory(): Promise<number>;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export interface Ended {
  readonly status: number | null;
  readonly said: string;
}

const launcher = fileURLToPath(new URL('../../bin/good-gateway', import.meta.url));

export const makeFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'good-gateway-test-'));

type Env = Readonly<Record<string, string>>;

export interface Way {
  readonly args?: readonly string[];
  /** The longest file it may write, in kB or half kB as the shell counts: a disk that is full. */
  readonly fileBlocks?: number;
  /** Files and connections it may have open. */
  readonly descriptors?: number;
}

const spawnProgram = (folder: string, env: Env, way: Way = {}): ChildProcess => {
  const args = ['serve', '-c', 'good-gateway.yaml', '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'];
  const whole = [launcher, ...args, ...(way.args ?? [])];
  const limits = [
    ...(way.fileBlocks === undefined ? [] : [`ulimit -f ${way.fileBlocks};`]),
    ...(way.descriptors === undefined ? [] : [`ulimit -n ${way.descriptors};`]),
  ];
  const [command = '', ...rest] =
    limits.length === 0 ? whole : ['sh', '-c', `${limits.join(' ')} exec "$0" "$@"`, ...whole];
  return spawn(command, rest, {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  });
};

/** For a start that is to fail: what it said and how it ended. */
export const runToEnd = async (folder: string, args: readonly string[] = []): Promise<Ended> => {
  const child = spawnProgram(folder, {}, { args });
  let said = '';
  child.stderr?.on('data', (piece: Buffer) => (said += piece.toString()));
  const [status] = (await inTime(() => `the end of a program that said ${said}`, once(child, 'close'))) as [
    number | null,
  ];
  return { status, said };
};

const residentBytes = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) * 1024;
};

class Running implements Program {
  readonly folder: string;
  said = '';
  readonly #ended: Promise<number | null>;
  readonly #child: ChildProcess;
  #heard: (() => void)[] = [];

  constructor(folder: string, child: ChildProcess) {
    this.folder = folder;
    this.#child = child;
    this.#ended = once(child, 'close').then(([status]) => status as number | null);
    child.stderr?.on('data', (piece: Buffer) => {
      this.said += piece.toString();
      const heard = this.#heard;
      this.#heard = [];
      for (const one of heard) one();
    });
  }

  get exit(): Promise<number | null> {
    return inTime(() => `the end of a program that said ${this.said}`, this.#ended);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get origin(): string {
    return /callers +(\S+)/.exec(this.said)?.[1] ?? '';
  }

  get url(): string {
    return `${this.origin}/v1`;
  }

  get admin(): string {
    return /operators +(\S+)/.exec(this.said)?.[1] ?? '';
  }

  saying(text: string): Promise<void> {
    return inTime(() => `“${text}” of a program that said ${this.said}`, this.#says(text));
  }

  async #says(text: string): Promise<void> {
    const over = this.#ended.then((status) => `it ended with ${status}`);
    while (!this.said.includes(text)) {
      const ended = await Promise.race([new Promise<null>((resolve) => this.#heard.push(() => resolve(null))), over]);
      if (ended !== null && !this.said.includes(text)) throw new Error(`${ended} before it said ${text}: ${this.said}`);
    }
  }

  signal(name: 'SIGTERM' | 'SIGHUP' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#child.kill(name);
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exit;
  }

  configure(config: Readonly<Record<string, unknown>>): Promise<void> {
    return writeConfig(this.folder, config);
  }

  memory(): Promise<number> {
    return residentBytes(this.pid);
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
    await this.exit;
    await rm(this.folder, { recursive: true, force: true });
  }
}

export const startProgram = async (
  config: Readonly<Record<string, unknown>>,
  env: Env = {},
  way: Way = {},
): Promise<Program> => {
  const folder = await makeFolder();
  await writeConfig(folder, { store: 'sqlite:./calls.db', ...config });
  return startIn(folder, env, way);
};

/** Once more, with the files of one that ran there before. */
export const startIn = async (folder: string, env: Env = {}, way: Way = {}): Promise<Program> => {
  const program = new Running(folder, spawnProgram(folder, env, way));
  await program.saying('operators');
  return program;
};
