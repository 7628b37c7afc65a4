/** A keep-alive connection of the load generator: writes one canned request, reads one answer. Cheap rather than general. */
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { endMark } from './canned.ts';

export interface Answered {
  /** Whether status, length and end mark were as they must be. */
  readonly isGood: boolean;
  /** From the request's write to the first byte of an event; 0 for a call that is not streamed. */
  readonly firstTokenMs: number;
}

const headEndMark = '\r\n\r\n';
const lastChunk = '0\r\n\r\n';
/** Holds the end mark and the last chunk, however they were cut. */
const tailLength = 64;

export class Connection {
  readonly #socket: Socket;
  /** The head and, where its length is known, the body; of a stream only its end. */
  #text = '';
  #headLength = 0;
  #bodyLength: number | null = null;
  #isStream = false;
  #isOk = false;
  #firstTokenMs = 0;
  #sentAt = 0;
  #answered: ((answered: Answered) => void) | null = null;
  #began: ((isStream: boolean) => void) | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => this.#read(bytes.toString('latin1')));
    socket.on('error', () => {});
    socket.on('close', () => this.#settle(false));
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port, noDelay: true });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new Connection(socket));
      });
    });
  }

  /** Sends a request and resolves at the end of its answer. */
  call(request: Buffer): Promise<Answered> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#write(request);
    });
  }

  /** Sends a request and resolves once its first event is here, or with false when none comes; the stream stays open. */
  begin(request: Buffer): Promise<boolean> {
    return new Promise((resolve) => {
      this.#began = resolve;
      this.#write(request);
    });
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  close(): void {
    this.#socket.destroy();
  }

  #write(request: Buffer): void {
    this.#text = '';
    this.#headLength = 0;
    this.#bodyLength = null;
    this.#isStream = false;
    this.#isOk = false;
    this.#firstTokenMs = 0;
    this.#sentAt = performance.now();
    if (this.#socket.destroyed) this.#settle(false);
    else this.#socket.write(request);
  }

  #read(fresh: string): void {
    this.#text += fresh;
    if (this.#headLength === 0 && !this.#readHead()) return;
    if (this.#bodyLength === null) this.#readChunks();
    else if (this.#text.length >= this.#headLength + this.#bodyLength) this.#settle(this.#isOk);
  }

  #readHead(): boolean {
    const end = this.#text.indexOf(headEndMark);
    if (end < 0) return false;
    const head = this.#text.slice(0, end);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    this.#headLength = end + headEndMark.length;
    this.#bodyLength = length === undefined ? null : Number(length);
    this.#isOk = head.startsWith('HTTP/1.1 200');
    this.#isStream = head.includes('text/event-stream');
    if (length === undefined) this.#text = this.#text.slice(this.#headLength);
    return true;
  }

  /** JSON has no line ends of its own, so that the last chunk cannot be mistaken. */
  #readChunks(): void {
    if (this.#text === '') return;
    if (this.#firstTokenMs === 0) this.#firstTokenMs = performance.now() - this.#sentAt;
    this.#began?.(this.#isOk && this.#isStream);
    this.#began = null;
    if (this.#text.endsWith(lastChunk)) this.#settle(this.#isOk && (!this.#isStream || this.#text.includes(endMark)));
    else this.#text = this.#text.slice(-tailLength);
  }

  #settle(isGood: boolean): void {
    const answered = this.#answered;
    this.#answered = null;
    this.#began?.(false);
    this.#began = null;
    answered?.({ isGood, firstTokenMs: this.#firstTokenMs });
  }
}
