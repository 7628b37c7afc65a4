/** A bare socket to the gateway: sends any bytes, and tells what came back and how it ended. */
import { connect, type Socket } from 'node:net';
import { inTime } from './patience.ts';

export interface Talk {
  readonly text: string;
  /** Status of each answer, in order. */
  readonly statuses: readonly number[];
  /** Whether the gateway closed the connection. */
  readonly isClosed: boolean;
}

export interface TalkOptions {
  readonly send: string | Buffer;
  /** Enough was heard once the text holds it so many times. */
  readonly until?: { readonly mark: string; readonly times: number };
}

/** Answers in a row, each with a length; bodies hold no status line. */
const statusesOf = (text: string): readonly number[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((line) => Number(line[1])).filter((status) => status >= 200);

const talkTo = (port: number, { send, until }: TalkOptions): Promise<Talk> =>
  new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(send));
    const finish = (isClosed: boolean): void => {
      socket.destroy();
      resolve({ text, statuses: statusesOf(text), isClosed });
    };
    socket.on('data', (piece: Buffer) => {
      text += piece.toString('latin1');
      if (until !== undefined && text.split(until.mark).length > until.times) finish(false);
    });
    socket.on('error', () => finish(true));
    socket.on('end', () => finish(true));
  });

/** Talks until the gateway closes, or enough was heard. */
export const talk = (port: number, options: TalkOptions): Promise<Talk> =>
  inTime(`the end of a talk that began with ${options.send.toString('latin1').slice(0, 60)}`, talkTo(port, options));

/** A connection that is open and says nothing. */
export const openIdle = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.on('error', reject);
  });
