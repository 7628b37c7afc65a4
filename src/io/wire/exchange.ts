/** One request on undici, from a callback lifecycle to values that can be awaited, with backpressure. */
import type { Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import type {
  Alarm,
  CertificateFacts,
  Clock,
  Exchange,
  HeaderBag,
  Phases,
  WireFacts,
  WireFault,
  WireHead,
  WirePart,
} from '../../domain/ports.ts';
import type { Dialled } from './connector.ts';
import type { Line } from './line.ts';
import { faultOf, isAboutCertificate, plainFault } from './fault.ts';

/** Bytes that may wait unread before the upstream is held back. */
const highWaterBytes = 256 * 1024;
/** What an upstream may still send behind the end of an answer before its connection is given up. */
const leftoverBytes = 64 * 1024;
const leftoverMs = 1_000;

const endPart: WirePart = { kind: 'end' };

export class WireExchange implements Exchange, Dispatcher.DispatchHandler {
  readonly #clock: Clock;
  readonly #inspect: (address: string | null) => Promise<CertificateFacts | null>;
  readonly connectMs: number;
  readonly #startedAt: number;
  readonly #connectAlarm: Alarm;
  #controller: Dispatcher.DispatchController | null = null;
  #line: Line | null = null;
  #dialled: Dialled | null = null;
  #socket: Socket | null = null;
  #reused = false;
  #bytesBefore = 0;
  #sentBefore = 0;
  #writtenMs: number | null = null;
  #startMs: number | null = null;
  #firstByteMs: number | null = null;
  #endMs: number | null = null;

  #head: WireHead | null = null;
  #headWaiter: ((head: WireHead) => void) | null = null;
  #parts: WirePart[] = [];
  #queuedBytes = 0;
  #partWaiter: ((part: WirePart) => void) | null = null;
  #over = false;
  #released: { bytes: number; alarm: Alarm } | null = null;

  /** `inspect`: looks at the certificate when it is refused. */
  constructor(clock: Clock, connectMs: number, inspect: (address: string | null) => Promise<CertificateFacts | null>) {
    this.#clock = clock;
    this.connectMs = connectMs;
    this.#inspect = inspect;
    this.#startedAt = clock.monotonic();
    this.#connectAlarm = clock.patience(connectMs, () => this.#tooLate());
  }

  #tooLate(): void {
    const dialled = this.#line?.dialled ?? null;
    const code = dialled?.isResolving === true ? 'ETIMEOUT' : 'UND_ERR_CONNECT_TIMEOUT';
    dialled?.giveUp();
    this.#dialled = dialled;
    this.#break(plainFault(code));
    this.#line?.abandon();
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** The line it is about to be sent on. */
  takes(line: Line): void {
    this.#line = line;
  }

  // What undici calls.

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#connectAlarm.cancel();
    if (this.#over) return controller.abort(new Error('given up while connecting'));
    this.#controller = controller;
    this.#startMs = this.#elapsed();
    const line = this.#line;
    if (line === null || line.socket === null) return;
    this.#socket = line.socket;
    this.#bytesBefore = line.socket.bytesRead;
    this.#sentBefore = line.socket.bytesWritten;
    this.#dialled = line.dialled;
    this.#reused = line.requests++ > 0;
  }

  onRequestSent(): void {
    this.#writtenMs = this.#elapsed();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: HeaderBag): void {
    this.#firstByteMs = this.#elapsed();
    // An interim answer (103) is not the answer.
    if (status >= 100 && status < 200) return;
    this.#settleHead({ kind: 'head', status, headers });
  }

  onResponseData(controller: Dispatcher.DispatchController, bytes: Buffer): void {
    if (this.#released !== null) {
      this.#released.bytes += bytes.length;
      if (this.#released.bytes > leftoverBytes) this.abort();
      return;
    }
    if (this.#over) return;
    this.#queuedBytes += bytes.length;
    this.#give({ kind: 'data', bytes });
    if (this.#queuedBytes > highWaterBytes) controller.pause();
  }

  onResponseEnd(): void {
    this.#endMs = this.#elapsed();
    this.#over = true;
    this.#released?.alarm.cancel();
    this.#give(endPart);
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.#dialled ??= this.#line?.dialled ?? null;
    const fault = faultOf(error);
    if (isAboutCertificate(fault))
      void this.#inspect(this.#dialled?.address ?? null).then((certificate) => this.#break({ ...fault, certificate }));
    else this.#break(fault);
  }

  // What the gateway calls.

  head(): Promise<WireHead> {
    if (this.#head !== null) return Promise.resolve(this.#head);
    return new Promise((resolve) => (this.#headWaiter = resolve));
  }

  read(): Promise<WirePart> {
    const part = this.#parts.shift();
    if (part === undefined) return new Promise((resolve) => (this.#partWaiter = resolve));
    if (part.kind === 'data') {
      this.#queuedBytes -= part.bytes.length;
      if (this.#controller?.paused === true && this.#queuedBytes <= highWaterBytes / 2) this.#controller.resume();
    } else this.#parts.push(part);
    return Promise.resolve(part);
  }

  abort(): void {
    this.#released?.alarm.cancel();
    if (this.#over && this.#released === null) return;
    this.#break(plainFault('ABORT_ERR'));
    if (this.#controller === null) this.#line?.abandon();
    else this.#controller.abort(new Error('aborted'));
  }

  release(): void {
    if (this.#over || this.#released !== null) return;
    this.#released = { bytes: 0, alarm: this.#clock.after(leftoverMs, () => this.abort()) };
    this.#controller?.resume();
  }

  facts(): WireFacts {
    return {
      phases: this.#phases(),
      socket: this.#socket === null ? null : this.#reused ? 'reused' : 'new',
      remoteAddress: this.#dialled?.address ?? null,
      addresses: this.#reused ? [] : (this.#dialled?.addresses ?? []),
      isNameStale: !this.#reused && this.#dialled?.isStale === true,
      sent: this.#startMs !== null,
      bytesSent: this.#socket === null ? 0 : this.#socket.bytesWritten - this.#sentBefore,
      bytesReceived: this.#socket === null ? 0 : this.#socket.bytesRead - this.#bytesBefore,
    };
  }

  #phases(): Phases {
    const dialled = this.#reused ? null : this.#dialled;
    return {
      queue: null,
      dns: dialled?.dns ?? null,
      connect: dialled?.connect ?? null,
      tls: dialled?.tls ?? null,
      write: this.#writtenMs ?? this.#startMs,
      firstByte: this.#firstByteMs,
      firstToken: null,
      end: this.#endMs,
    };
  }

  #elapsed(): number {
    return this.#clock.monotonic() - this.#startedAt;
  }

  #settleHead(head: WireHead): void {
    this.#head = head;
    this.#headWaiter?.(head);
    this.#headWaiter = null;
  }

  #give(part: WirePart): void {
    const waiter = this.#partWaiter;
    if (waiter === null) {
      this.#parts.push(part);
      return;
    }
    this.#partWaiter = null;
    if (part.kind === 'data') this.#queuedBytes -= part.bytes.length;
    else this.#parts.push(part);
    waiter(part);
  }

  #break(fault: WireFault): void {
    this.#connectAlarm.cancel();
    if (this.#over) return;
    this.#over = true;
    this.#endMs = this.#elapsed();
    if (this.#head === null) this.#settleHead({ kind: 'broken', fault });
    this.#give({ kind: 'broken', fault });
  }
}
