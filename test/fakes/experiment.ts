/** One experiment of `check`: what its rule finds in a config fails with the real program, and is gone with the fix. */
import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { setTimeout as later } from 'node:timers/promises';
import { checkSources } from '../../src/advice/check/check.ts';
import { begin, chatBody, done, event, eventStream, silent } from './answers.ts';
import { ended, type Front, type FrontName, missing, open, startFront } from './front.ts';
import { inTime } from './patience.ts';
import { type Act, type FakeUpstream, startUpstream } from './upstream.ts';

export interface Beside {
  readonly addresses: readonly string[];
  close(): Promise<unknown>;
}

export interface Experiment {
  readonly rule: string;
  /** What a caller meets. */
  readonly shows: string;
  /** How the models behind it answer, one each. */
  readonly models: readonly Act[];
  /** Other servers, whose addresses come before those of the models. */
  readonly beside?: () => Promise<Beside>;
  /** The config with the bad lines or the mended ones, in front of these addresses. */
  config(lines: string, addresses: readonly string[]): string;
  readonly bad: string;
  readonly good: string;
  /** `isMended`: which of the two runs it is, and so what is to be waited for until it comes. */
  see(front: Front, models: readonly FakeUpstream[], isMended: boolean): Promise<unknown>;
  readonly fails: unknown;
  readonly works: unknown;
}

const fileNames = { nginx: 'nginx.conf', haproxy: 'haproxy.cfg' } as const;

/** Rules that find something in these files, outermost first. */
export const rulesIn = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const sources = Object.entries(files).map(([file, text]) => ({ file, text }));
  const { findings, problems } = await checkSources(sources, {
    streaming: null,
    nginxVersion: null,

    open: () => Promise.resolve({ sources: [], unopened: [] }),
  });
  assert.deepEqual(problems, []);
  return findings.map(({ rule }) => rule);
};

const seen = async (name: FrontName, lines: string, one: Experiment): Promise<unknown> => {
  const isMended = lines === one.good;
  const models = await Promise.all(one.models.map((act) => startUpstream(isMended ? act : inVain(act))));
  const beside = await one.beside?.();
  try {
    const addresses = models.map(({ port }) => `127.0.0.1:${port}`);
    const text = one.config(lines, [...(beside?.addresses ?? []), ...addresses]);
    const isFound = (await rulesIn({ [fileNames[name]]: text })).includes(one.rule);
    assert.equal(isFound, lines === one.bad, `${one.rule} is ${isFound ? '' : 'not '}found`);
    const front = await startFront(name, text);
    try {
      return await one.see(front, models, isMended);
    } finally {
      await front.stop();
    }
  } finally {
    await Promise.all([...models.map((model) => model.close()), beside?.close()]);
  }
};

export const prove = (name: FrontName, experiments: readonly Experiment[]): void => {
  for (const one of experiments)
    test(`${one.rule}: ${one.shows}`, { skip: missing(name) }, async () => {
      assert.deepEqual(await seen(name, one.bad, one), one.fails, 'with what the rule finds');
      assert.deepEqual(await seen(name, one.good, one), one.works, 'with the fix');
    });
};

/** Silence in which a model thinks, longer than the bad clocks of these experiments. */
const thinkMs = 1_500;

/** What comes in one of the two runs: there it is waited for, and in the other the silence is. */
export const expected = <Value>(isDue: boolean, what: string, sign: Promise<Value>): Promise<Value | null> =>
  isDue ? inTime(what, sign) : orSilence(sign);

const orSilence = <Value>(promise: Promise<Value>): Promise<Value | null> =>
  Promise.race([promise, later(thinkMs, null, { ref: false })]);

export const firstWord = event({ choices: [{ index: 0, delta: { content: 'a' }, finish_reason: null }] });

/** Thinks, then answers with a whole body. */
export const thinks: Act = async (answer) => {
  await later(thinkMs);
  answer.end(chatBody('well'));
};

/** Says a word of a stream, thinks, and ends it. */
export const thinksInBetween: Act = async (answer) => {
  answer.writeHead(200, eventStream).write(firstWord);
  await later(thinkMs);
  answer.end(done);
};

/** Whose answer would come too late never gives it: however slow the machine is, it does not come in time. */
const late: ReadonlyMap<Act, Act> = new Map([
  [thinks, silent],
  [thinksInBetween, begin(firstWord)],
]);

/** As a model answers in front of which the clock is too short. */
export const inVain = (act: Act): Act => late.get(act) ?? act;

/** What becomes of a stream that is under way when the front gets a signal, and goes on for longer than a short stop. */
export const streamMeets =
  (signal: 'SIGHUP' | 'SIGUSR1'): Experiment['see'] =>
  async (front, [model], isMended) => {
    const answers: ServerResponse[] = [];
    model?.act((answer) => {
      answers.push(answer);
      answer.writeHead(200, eventStream).write(firstWord);
    });
    const end = ended(await open(front));
    front.signal(signal);
    await expected(!isMended, 'the end of a stream that is cut', end);
    for (const answer of answers) answer.end(done);
    return end;
  };
