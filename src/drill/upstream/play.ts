/** Plays steps on a connection: the one place of the scripted upstream that acts. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import type { Seen } from './ledger.ts';
import type { Step, Steps } from './step.ts';

export interface Stage {
  readonly socket: Socket;
  /** `null` where the fault comes before the request is read. */
  readonly response: ServerResponse | null;
  readonly entry: Seen;
  /** Aborts when the peer has gone. */
  readonly gone: AbortSignal;
}

/** A reset overtakes what is still on its way: give the peer a moment to read. */
const beforeResetMs = 25;

/** No time at all still lets others run, so that two writes leave as two packets. */
const pause = async (ms: number, gone: AbortSignal): Promise<void> => {
  if (ms === 0) await turn();
  else await sleep(ms, undefined, { signal: gone }).catch(() => undefined);
};

/** Resolves once the kernel has the bytes, or the connection is lost. */
const flushed = async (target: Socket | ServerResponse, bytes: Uint8Array): Promise<void> => {
  if (target.destroyed) return;
  await new Promise<void>((resolve) => {
    target.once('close', resolve);
    target.write(bytes, () => {
      target.removeListener('close', resolve);
      resolve();
    });
  });
};

const responseOf = (stage: Stage): ServerResponse => {
  if (stage.response === null) throw new Error('a fault that meets the bare connection has no response to write');
  return stage.response;
};

const act = async (step: Step, stage: Stage): Promise<void> => {
  switch (step.do) {
    case 'head':
      responseOf(stage)
        .writeHead(step.status, { ...step.headers })
        .flushHeaders();
      return;
    case 'write':
      await flushed(responseOf(stage), step.bytes);
      stage.entry.sentBytes += step.bytes.length;
      if (step.data !== undefined) stage.entry.data.push(step.data);
      return;
    case 'end':
      responseOf(stage).end();
      return;
    case 'raw':
      await flushed(stage.socket, step.bytes);
      stage.entry.sentBytes += step.bytes.length;
      return;
    case 'note':
      stage.entry.data.push(...step.data);
      return;
    case 'wait':
      return pause(step.ms, stage.gone);
    case 'hang':
      await pause(step.ms, stage.gone);
      if (!stage.gone.aborted) stage.entry.doneAt = performance.now();
      stage.socket.destroy();
      return;
    case 'fin':
      stage.socket.end();
      await pause(1000, stage.gone);
      stage.socket.destroy();
      return;
    case 'rst':
      await pause(beforeResetMs, stage.gone);
      stage.socket.resetAndDestroy();
      return;
    default:
      step satisfies never;
  }
};

export const play = async (steps: Steps, stage: Stage): Promise<void> => {
  for (const step of steps) {
    if (stage.gone.aborted || stage.socket.destroyed) return;
    if (step.do === 'fin' || step.do === 'rst' || step.do === 'end') stage.entry.doneAt = performance.now();
    await act(step, stage);
  }
  if (!stage.gone.aborted) stage.entry.doneAt ??= performance.now();
};
