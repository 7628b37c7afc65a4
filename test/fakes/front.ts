/** The real nginx or HAProxy in front of fakes, with a config a test writes; it listens on a socket in a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inTime, until } from './patience.ts';

export type FrontName = 'nginx' | 'haproxy';

export interface Front {
  /** What it listens on. */
  readonly socket: string;
  /** All of its standard error so far. */
  readonly said: string;
  signal(name: 'SIGHUP' | 'SIGUSR1'): void;
  /** Resolves once its standard error holds that text, or it has ended. */
  saying(text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Debian has them where only root looks. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin` };

/** The word a test is skipped with. */
export const missing = (name: FrontName): string | false =>
  spawnSync(name, ['-v'], { env }).error === undefined ? false : `${name} is not installed`;

const args = {
  nginx: ['-p', '.', '-e', 'stderr', '-g', 'daemon off;', '-c'],
  haproxy: ['-db', '-f'],
} as const;

const fileNames = { nginx: 'nginx.conf', haproxy: 'haproxy.cfg' } as const;

const takes = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const line = connect(socket);
    line.once('connect', () => resolve(true));
    line.once('error', () => resolve(false));
    line.once('connect', () => line.destroy());
  });

class RunningFront implements Front {
  readonly socket: string;
  said = '';
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  #heard: (() => void)[] = [];
  #isOver = false;

  constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.socket = join(folder, 'socket');
    this.#child = child;
    child.stderr?.on('data', (piece: Buffer) => {
      this.said += piece.toString();
      this.#wake();
    });
    this.#exit = once(child, 'close');
    child.once('close', () => {
      this.#isOver = true;
      this.#wake();
    });
  }

  #wake(): void {
    const heard = this.#heard;
    this.#heard = [];
    for (const one of heard) one();
  }

  async saying(text: string): Promise<void> {
    while (!this.said.includes(text) && !this.#isOver)
      await inTime(`“${text}” of a front`, new Promise<void>((resolve) => void this.#heard.push(resolve)));
  }

  /** Resolves once it takes connections, or has ended. */
  async listening(): Promise<void> {
    await until(
      () => `a front that listens: ${this.said}`,
      async () => this.#isOver || takes(this.socket),
    );
  }

  signal(name: 'SIGHUP' | 'SIGUSR1'): void {
    this.#child.kill(name);
  }

  async stop(): Promise<void> {
    if (!this.#isOver) this.#child.kill('SIGTERM');
    await inTime(() => `the end of a front that said ${this.said}`, this.#exit);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** `%socket` and `%folder` in the config stand for its own. One that does not start has said why. */
export const startFront = async (name: FrontName, config: string): Promise<Front> => {
  const folder = await mkdtemp(join(tmpdir(), 'good-gateway-front-'));
  const text = config.replaceAll('%socket', join(folder, 'socket')).replaceAll('%folder', folder);
  await writeFile(join(folder, fileNames[name]), text);
  const child = spawn(name, [...args[name], join(folder, fileNames[name])], {
    cwd: folder,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const front = new RunningFront(folder, child);
  await front.listening();
  return front;
};

export interface Asked {
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A POST of a model call; resolves with the head, or `null` where the connection ends without one. */
export const open = (front: Front, asked: Asked = {}): Promise<IncomingMessage | null> =>
  inTime(() => `a head from a front that said ${front.said}`, headOf(front, asked));

const headOf = (front: Front, { body = '{}', headers = {} }: Asked): Promise<IncomingMessage | null> =>
  new Promise((resolve) => {
    const asked = request({
      socketPath: front.socket,
      path: '/v1/chat/completions',
      method: 'POST',
      headers: {
        host: 'models.test',
        'content-type': 'application/json',
        'content-length': String(body.length),
        ...headers,
      },
    });
    asked.on('error', () => resolve(null));
    asked.on('response', resolve);
    asked.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve(answer);
    });
    asked.end(body);
  });

/** What an answer was in the end: its status, and whether its body came whole. */
export const ended = async (answer: IncomingMessage | null): Promise<string> => {
  if (answer === null) return 'no answer';
  answer.resume();
  const over = new Promise<boolean>((resolve) => {
    answer.once('end', () => resolve(answer.complete));
    answer.once('close', () => resolve(answer.complete));
    answer.on('error', () => {});
  });
  const isWhole = await inTime(`the end of an answer of ${answer.statusCode}`, over);
  return `${answer.statusCode ?? 0}${isWhole ? '' : ' broken'}`;
};

export const post = async (front: Front, asked: Asked = {}): Promise<string> => ended(await open(front, asked));
