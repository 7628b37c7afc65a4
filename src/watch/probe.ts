/** Asks every upstream at its own pace whether it is well, and which models it has. */
import type { Cause } from '../domain/cause.ts';
import type { Clock, HeaderBag, Wire } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import type { Upstream } from '../domain/upstream.ts';
import { speakings } from '../dialect/index.ts';
import { isObject, objectOf } from '../dialect/reading.ts';
import { basePath } from '../dialect/request.ts';
import { classify } from '../policy/classify.ts';
import type { Durations } from '../state/durations.ts';
import type { Fleet } from '../state/fleet.ts';
import type { Recent } from '../state/recent.ts';

export interface ProbeParts {
  readonly clock: Clock;
  readonly wire: Wire;
  readonly fleet: Fleet;
  readonly recent: Recent;
  readonly durations: Durations;
  readonly settings: () => Settings;
}

const tickMs = 250;
const limitMs = 5_000;
const connectMs = 3_000;
const answerLimitBytes = 4 * 1024 * 1024;
/** How often names are learned where health is asked at another path. */
const modelsEveryMs = 60_000;

type Answer =
  | { readonly kind: 'good'; readonly text: string; readonly version: string }
  | { readonly kind: 'bad'; readonly cause: ReturnType<typeof classify> };

/** One GET with all clocks on it. */
const ask = async ({ clock, wire }: ProbeParts, upstream: Upstream, path: string): Promise<Answer> => {
  const credentials = upstream.key.kind === 'own' ? speakings[upstream.dialect].credentials(upstream.key.value) : {};
  const headers = {
    ...speakings[upstream.dialect].defaults,
    accept: 'application/json',
    ...credentials,
    ...upstream.headers,
    'accept-encoding': 'identity',
  };
  const exchange = wire.open({ upstream, method: 'GET', path, headers, body: null, connectMs });
  const alarm = clock.after(limitMs, () => exchange.abort());
  try {
    const head = await exchange.head();
    const facts = exchange.facts();
    if (head.kind === 'broken') {
      const isLate = head.fault.code === 'ABORT_ERR';
      const evidence = isLate
        ? ({ kind: 'clock', clock: 'answer', limitMs, facts } as const)
        : ({ kind: 'wire', during: 'head', fault: head.fault, facts, afterMs: facts.phases.end ?? 0 } as const);
      return { kind: 'bad', cause: classify(evidence, upstream.name) };
    }
    const text = await bodyOf(exchange);
    if (head.status >= 400) return { kind: 'bad', cause: statusCause(upstream, head) };
    return { kind: 'good', text, version: versionOf(head.headers) };
  } finally {
    alarm.cancel();
    exchange.abort();
  }
};

/** What a server calls itself: a new name means that something was rolled out. */
const versionHeaders = ['server', 'x-powered-by', 'x-version', 'x-app-version', 'openai-version'] as const;

const versionOf = (headers: HeaderBag): string =>
  versionHeaders
    .flatMap((name) => (typeof headers[name] === 'string' ? [headers[name]] : []))
    .filter((value) => /^[\w.:/()+@ -]{1,60}$/.test(value))
    .join(', ');

const statusCause = (upstream: Upstream, head: { status: number; headers: HeaderBag }): ReturnType<typeof classify> =>
  classify(
    {
      kind: 'status',
      status: head.status,
      error: null,
      body: 'json',
      signature: null,
      saysMaintenance: false,
      retryAfterMs: null,
      callersKey: false,
    },
    upstream.name,
  );

const bodyOf = async (exchange: ReturnType<Wire['open']>): Promise<string> => {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const part = await exchange.read();
    if (part.kind !== 'data' || length > answerLimitBytes) return Buffer.concat(pieces).toString('utf8');
    length += part.bytes.length;
    pieces.push(part.bytes);
  }
};

const listedIn = (text: string): ReadonlyMap<string, Readonly<Record<string, unknown>>> | null => {
  const data = objectOf(text)?.['data'];
  if (!Array.isArray(data)) return null;
  const found = new Map<string, Readonly<Record<string, unknown>>>();
  for (const entry of data.slice(0, 5_000)) {
    if (!isObject(entry) || typeof entry['id'] !== 'string') continue;
    // Gemini lists `models/NAME` and is asked for NAME.
    found.set(entry['id'].replace(/^models\//, ''), entry);
  }
  return found.size > 0 ? found : null;
};

/** An upstream whose list cannot be read (401, 404, 405) may still serve: that is evidence of the probe, not of a fault. */
const isInconclusive = (answer: Answer): boolean =>
  answer.kind === 'bad' && answer.cause.receivedStatus !== null && answer.cause.receivedStatus < 500;

const probe = async (parts: ProbeParts, upstream: Upstream): Promise<void> => {
  const { fleet, clock, recent } = parts;
  const path = upstream.health?.path ?? null;
  const answer = await ask(parts, upstream, path ?? `${basePath(upstream)}/models`);
  const at = clock.now();
  if (answer.kind === 'good') {
    fleet.probe(upstream.name, { kind: 'good', at });
    remember(parts, { upstream: upstream.name, at, cause: null });
    recent.fingerprint(upstream.name, answer.version, at);
    const listed = path === null ? listedIn(answer.text) : null;
    if (listed !== null) fleet.learnModels(upstream.name, listed);
  } else if (isInconclusive(answer)) fleet.probe(upstream.name, { kind: 'unknown' });
  else {
    fleet.probe(upstream.name, { kind: 'bad', at, cause: answer.cause });
    remember(parts, { upstream: upstream.name, at, cause: answer.cause });
  }
};

interface Seen {
  readonly upstream: string;
  readonly at: number;
  readonly cause: Cause | null;
}

const remember = ({ recent, durations }: ProbeParts, { upstream, at, cause }: Seen): void => {
  recent.probe(upstream, { at, cause });
  durations.probe(upstream, at, cause);
};

const learn = async (parts: ProbeParts, upstream: Upstream): Promise<void> => {
  const answer = await ask(parts, upstream, `${basePath(upstream)}/models`);
  const listed = answer.kind === 'good' ? listedIn(answer.text) : null;
  if (listed !== null) parts.fleet.learnModels(upstream.name, listed);
};

/** What is due at one tick; each upstream has at most one probe out. */
class Rounds {
  readonly #parts: ProbeParts;
  readonly #dueAt = new Map<string, number>();
  readonly #out = new Set<string>();

  constructor(parts: ProbeParts) {
    this.#parts = parts;
  }

  tick(): void {
    const now = this.#parts.clock.now();
    for (const upstream of this.#parts.settings().upstreams) {
      const everyMs = upstream.health?.everyMs ?? null;
      if (everyMs !== null)
        this.#start(`health ${upstream.name}`, { now, everyMs }, () => probe(this.#parts, upstream));
      const learnsElsewhere = upstream.models === null && (everyMs === null || upstream.health?.path !== null);
      if (learnsElsewhere)
        this.#start(`models ${upstream.name}`, { now, everyMs: modelsEveryMs }, () => learn(this.#parts, upstream));
    }
  }

  #start(name: string, when: { now: number; everyMs: number }, act: () => Promise<void>): void {
    if (this.#out.has(name) || (this.#dueAt.get(name) ?? 0) > when.now) return;
    this.#dueAt.set(name, when.now + when.everyMs);
    this.#out.add(name);
    void act().finally(() => this.#out.delete(name));
  }
}

export const probeUpstreams = async (parts: ProbeParts, signal: AbortSignal): Promise<void> => {
  const rounds = new Rounds(parts);
  rounds.tick();
  for await (const _ of parts.clock.every(tickMs, signal)) rounds.tick();
};
