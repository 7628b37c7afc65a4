/** Kills one of two upstreams under load and counts what an unchanged OpenAI SDK saw of it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import OpenAI from 'openai';
import { inTime } from './patience.ts';
import { startProgram } from './program.ts';

export interface Load {
  readonly callsPerSecond: number;
  readonly seconds: number;
}

export interface Report {
  readonly calls: number;
  readonly afterTheKill: number;
  /** Whole answers, as they should be. */
  readonly whole: number;
  /** Calls that failed while their caller had nothing yet. Must be 0. */
  readonly failedBeforeFirstToken: number;
  /** Streams that broke after their first token and said so. Only those that were running when the upstream died may. */
  readonly brokenHonestly: number;
  readonly brokenLate: number;
  /** Streams that ended like whole ones and were not. Must be 0. */
  readonly cutSilently: number;
  readonly slowestFirstTokenMs: number;
  readonly failures: readonly string[];
}

type Outcome = 'whole' | 'failed' | 'broken' | 'cut';

interface Made {
  readonly startedAt: number;
  readonly outcome: Outcome;
  readonly firstTokenMs: number;
  readonly failure: string | null;
}

const wordsInAnswer = 20;
const serverFile = fileURLToPath(new URL('model-server.ts', import.meta.url));

const startServer = async (): Promise<{ child: ChildProcess; url: string }> => {
  const child = spawn(process.execPath, [serverFile], { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('the model server has no output');
  const [port] = (await inTime('the port of a model server', once(child.stdout, 'data'))) as [Buffer];
  return { child, url: `http://127.0.0.1:${port.toString().trim()}/v1` };
};

const messages = [{ role: 'user' as const, content: 'say it' }];

/** The same failure of two calls reads the same. */
const told = (error: unknown): string => String(error).replaceAll(/req_[0-9a-f]+/g, 'req_…');

const streamCall = async (client: OpenAI): Promise<Made> => {
  const startedAt = performance.now();
  let text = '';
  let firstTokenMs = 0;
  let isFinished = false;
  try {
    for await (const chunk of await client.chat.completions.create({ model: 'm', messages, stream: true })) {
      const choice = chunk.choices[0];
      if (text === '' && choice?.delta.content) firstTokenMs = performance.now() - startedAt;
      text += choice?.delta.content ?? '';
      isFinished ||= choice?.finish_reason === 'stop';
    }
    const isWhole = isFinished && text.length === wordsInAnswer;
    return { startedAt, outcome: isWhole ? 'whole' : 'cut', firstTokenMs, failure: null };
  } catch (error) {
    return { startedAt, outcome: text === '' ? 'failed' : 'broken', firstTokenMs, failure: told(error) };
  }
};

const bodyCall = async (client: OpenAI): Promise<Made> => {
  const startedAt = performance.now();
  try {
    const answer = await client.chat.completions.create({ model: 'm', messages });
    const isWhole = answer.choices[0]?.message.content?.length === wordsInAnswer;
    return {
      startedAt,
      outcome: isWhole ? 'whole' : 'cut',
      firstTokenMs: performance.now() - startedAt,
      failure: null,
    };
  } catch (error) {
    return { startedAt, outcome: 'failed', firstTokenMs: 0, failure: told(error) };
  }
};

const reportOf = (made: readonly Made[], killedAt: number): Report => {
  const count = (test: (one: Made) => boolean): number => made.filter(test).length;
  return {
    calls: made.length,
    afterTheKill: count(({ startedAt }) => startedAt > killedAt),
    whole: count(({ outcome }) => outcome === 'whole'),
    failedBeforeFirstToken: count(({ outcome }) => outcome === 'failed'),
    brokenHonestly: count(({ outcome }) => outcome === 'broken'),
    brokenLate: count(({ outcome, startedAt }) => outcome === 'broken' && startedAt > killedAt),
    cutSilently: count(({ outcome }) => outcome === 'cut'),
    slowestFirstTokenMs: Math.round(Math.max(...made.map(({ firstTokenMs }) => firstTokenMs))),
    failures: [...new Set(made.flatMap(({ failure }) => failure ?? []))],
  };
};

/** Streams and whole bodies in turn; the kill comes at half time. */
export const killOne = async ({ callsPerSecond, seconds }: Load): Promise<Report> => {
  const [victim, survivor] = await Promise.all([startServer(), startServer()]);
  const program = await startProgram({
    upstreams: {
      victim: { url: victim.url, models: ['m'], health: 'off' },
      survivor: { url: survivor.url, models: ['m'], health: 'off' },
    },
    models: { m: { targets: [{ upstream: 'victim' }, { upstream: 'survivor' }] } },
    log: { level: 'error' },
  });
  try {
    const client = new OpenAI({ apiKey: 'none', baseURL: program.url, maxRetries: 0 });
    const total = callsPerSecond * seconds;
    const startedAt = performance.now();
    const out: Promise<Made>[] = [];
    let killedAt = Infinity;
    for (let n = 0; n < total; n++) {
      await sleep(Math.max(1, startedAt + (n * 1000) / callsPerSecond - performance.now()));
      if (n === Math.floor(total / 2)) {
        victim.child.kill('SIGKILL');
        killedAt = performance.now();
      }
      out.push(n % 2 === 0 ? streamCall(client) : bodyCall(client));
    }
    return reportOf(await Promise.all(out), killedAt);
  } finally {
    victim.child.kill('SIGKILL');
    survivor.child.kill('SIGKILL');
    await program.close();
  }
};
