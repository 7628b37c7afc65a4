/** A process this benchmark started: pinned to one core, measured from `/proc`, and ended by its id. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `getconf CLK_TCK` is 100 on every Linux there is: `/proc/PID/stat` counts in units of 10 ms. */
const tickUs = 10_000;
const endGraceMs = 5_000;

export interface Launch {
  readonly name: string;
  readonly core: number;
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const readProc = (pid: number, file: string): string => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
};

export class Started {
  readonly #child: ChildProcess;
  readonly #name: string;
  #output = '';
  #exited = false;
  #heard: (() => void) | null = null;

  constructor(launch: Launch) {
    const { name, core, command, args, cwd, env } = launch;
    this.#name = name;
    this.#child = spawn('taskset', ['-c', String(core), command, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const hear = (text: Buffer): void => {
      this.#output = (this.#output + text.toString()).slice(-8_192);
      this.#heard?.();
    };
    this.#child.stdout?.on('data', hear);
    this.#child.stderr?.on('data', hear);
    this.#child.on('error', () => (this.#exited = true));
    this.#child.on('exit', () => {
      this.#exited = true;
      this.#heard?.();
    });
  }

  get hasExited(): boolean {
    return this.#exited;
  }

  get lastWords(): string {
    return this.#output.trim().split('\n').slice(-3).join(' | ');
  }

  /** Waits for a line such as `listening on 4711`; the pattern's first group is what it returns. */
  async says(pattern: RegExp, withinMs = 20_000): Promise<string> {
    const until = performance.now() + withinMs;
    for (;;) {
      const found = pattern.exec(this.#output)?.[1];
      if (found !== undefined) return found;
      if (this.#exited || performance.now() > until) throw new Error(`${this.#name} did not start: ${this.lastWords}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 250);
        this.#heard = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  /** CPU time of the process, its threads and its living children so far. */
  cpuUs(): number {
    return this.#family().reduce((sum, pid) => sum + cpuTicksOf(pid) * tickUs, 0);
  }

  /** Memory that is resident now. Pages that a master and its worker share are counted once for each. */
  rssBytes(): number {
    return this.#family().reduce((sum, pid) => {
      const kb = /^VmRSS:\s+(\d+)/m.exec(readProc(pid, 'status'))?.[1];
      return sum + Number(kb ?? 0) * 1024;
    }, 0);
  }

  async stop(): Promise<void> {
    if (this.#exited) return;
    const exited = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.kill('SIGTERM');
    const force = setTimeout(() => this.#child.kill('SIGKILL'), endGraceMs);
    await exited;
    clearTimeout(force);
  }

  #family(): readonly number[] {
    const { pid } = this.#child;
    return pid === undefined ? [] : [pid, ...childrenOf(pid)];
  }
}

const childrenOf = (pid: number): readonly number[] =>
  readProc(pid, `task/${pid}/children`)
    .split(' ')
    .filter((text) => text !== '')
    .map(Number);

/** `utime` and `stime`, fields 14 and 15; the name in field 2 may hold spaces. */
const cpuTicksOf = (pid: number): number => {
  const stat = readProc(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
};
