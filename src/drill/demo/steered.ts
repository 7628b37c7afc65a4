/** A demo server that can be broken and mended while it runs, in the middle of an answer too. */
import type { DemoFault } from '../../domain/demo.ts';
import { onRequest, type Meeting } from '../faults/fault.ts';
import { throttlingFaults } from '../faults/throttling.ts';
import { follow } from '../faults/script.ts';
import { healthy } from '../upstream/healthy.ts';
import { startUpstream, type Upstream } from '../upstream/start.ts';
import { wait, type Step } from '../upstream/step.ts';
import { demoManners, demoModels } from './start.ts';

/** About thirty words a second, as fast as a large model writes: time enough to break it. */
const wordPaceMs = 33;
const slowFirstWordMs = 6_000;
const slowWordMs = 600;
const lookMs = 100;
const retryAfterSeconds = 5;

/** Steps are taken one by one as they are played, so that what is done to the server counts from the next word on. */
function* stepsUnder(meeting: Meeting, fault: () => DemoFault | null): Generator<Step> {
  const throttled = throttlingFaults['rate-limit-seconds'];
  if (fault() === 'throttled' && throttled.at === 'request') {
    yield* throttled.steps(meeting, { seconds: retryAfterSeconds });
    return;
  }
  if (fault() === 'slow') yield wait(slowFirstWordMs);
  for (const step of healthy(meeting)) {
    while (fault() === 'stalled') yield wait(lookMs);
    if (fault() === 'slow') yield wait(slowWordMs);
    yield step;
  }
}

export class SteeredServer {
  #fault: DemoFault | null = null;
  #upstream: Upstream;
  /** One change at a time. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(upstream: Upstream) {
    this.#upstream = upstream;
  }

  static async start(): Promise<SteeredServer> {
    const fault: { now: () => DemoFault | null } = { now: () => null };
    const server = new SteeredServer(await open(0, fault));
    fault.now = () => server.#fault;
    return server;
  }

  /** Base URL that ends in `/v1`. */
  get url(): string {
    return `${this.#upstream.url}/v1`;
  }

  get fault(): DemoFault | null {
    return this.#fault;
  }

  /** False when it was to come back and its port is somebody else's by now. */
  steer(fault: DemoFault | null): Promise<boolean> {
    const done = this.#last.then(() => this.#change(fault));
    this.#last = done;
    return done;
  }

  async close(): Promise<void> {
    await this.#last;
    if (this.#fault !== 'killed') await this.#upstream.close();
  }

  async #change(fault: DemoFault | null): Promise<boolean> {
    const wasKilled = this.#fault === 'killed';
    if (fault === 'killed' && !wasKilled) {
      this.#upstream.cut();
      await this.#upstream.close();
    }
    if (fault !== 'killed' && wasKilled) {
      try {
        this.#upstream = await open(this.#upstream.port, { now: () => this.#fault });
      } catch {
        return false;
      }
    }
    this.#fault = fault;
    return true;
  }
}

const isKnown = (model: string): boolean => demoModels.some((one) => one === model);

const open = (port: number, fault: { readonly now: () => DemoFault | null }): Promise<Upstream> => {
  const steered = onRequest({ group: 'app', says: 'whatever is done to it', params: {} }, (meeting) =>
    stepsUnder(meeting, () => fault.now()),
  );
  const script = follow({ name: 'steered', fault: steered, params: {}, lasts: { kind: 'always' } });
  return startUpstream({
    ...demoManners,
    host: '127.0.0.1',
    port,
    paceMs: wordPaceMs,
    authority: null,
    scripted: (model) => (model !== null && isKnown(model) ? script : null),
  });
};
