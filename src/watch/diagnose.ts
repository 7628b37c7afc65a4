/** A fresh look at one upstream, on an operator's word: name, connection, encryption, model list, health path, load, and one token if asked. */
import type { Clock, Wire } from '../domain/ports.ts';
import type { Upstream } from '../domain/upstream.ts';
import { recognise } from '../dialect/model-server.ts';
import type { Finding } from './diagnose/findings.ts';
import { loadFinding, notReached, pageFinding, stageOf, wayFindings } from './diagnose/findings.ts';
import type { UpstreamHop, UpstreamVerdict } from './diagnose/hops.ts';
import { hopsOf, verdictOn } from './diagnose/hops.ts';
import { FigureReader } from './probe/figures.ts';
import type { Health } from './probe/health.ts';
import { checkHealth } from './probe/health.ts';
import { listedIn, ownerIn, serverIn } from './probe/listing.ts';

export interface Diagnosis extends UpstreamVerdict {
  readonly upstream: string;
  readonly at: number;
  readonly ms: number;
  /** In the order of the way there. */
  readonly hops: readonly UpstreamHop[];
  readonly tokens: number;
}

export interface DiagnoseParts {
  readonly clock: Clock;
  readonly wire: Wire;
}

/** All steps together. */
const wholeMs = 15_000;

class Look {
  readonly #parts: DiagnoseParts;
  readonly #upstream: Upstream;
  readonly #startedAt: number;
  readonly #findings: Finding[] = [];
  #tokens = 0;

  constructor(parts: DiagnoseParts, upstream: Upstream) {
    this.#parts = parts;
    this.#upstream = upstream;
    this.#startedAt = parts.clock.monotonic();
  }

  async run(complete: string | null): Promise<Diagnosis> {
    const at = this.#parts.clock.now();
    const list = await this.#ask({ path: null, complete: null });
    this.#findings.push(...wayFindings(this.#upstream, list));
    const isThere = stageOf(list.cause, list.facts) === 'answer';
    this.#findings.push(isThere ? pageFinding('models', list) : notReached('models'));
    if (isThere) await this.#further(list, complete);
    const ms = this.#parts.clock.monotonic() - this.#startedAt;
    return {
      upstream: this.#upstream.name,
      at,
      ms: Math.round(ms),
      ...verdictOn(this.#findings),
      hops: hopsOf(this.#upstream, this.#findings),
      tokens: this.#tokens,
    };
  }

  async #further(list: Health, complete: string | null): Promise<void> {
    const path = this.#upstream.health?.path ?? null;
    if (path !== null) this.#findings.push(pageFinding('health', await this.#ask({ path, complete: null })));
    await this.#load(list);
    if (complete === null) return;
    const answer = await this.#ask({ path: null, complete });
    this.#tokens += answer.tokens;
    this.#findings.push(pageFinding('completion', answer));
  }

  async #load({ headers, list }: Health): Promise<void> {
    const listing = list === null ? null : listedIn(list);
    const server = recognise({ server: serverIn(headers), ownedBy: ownerIn(listing) });
    if (server === null || this.#leftMs() <= 0) return;
    const figures = await new FigureReader(this.#parts).read(this.#upstream, server);
    if (figures !== null) this.#findings.push(loadFinding(server, figures));
  }

  #leftMs(): number {
    return wholeMs - (this.#parts.clock.monotonic() - this.#startedAt);
  }

  #ask(what: { readonly path: string | null; readonly complete: string | null }): Promise<Health> {
    return checkHealth(this.#parts, this.#upstream, { ...what, withinMs: Math.max(1, this.#leftMs()) });
  }
}

export const diagnose = (parts: DiagnoseParts, upstream: Upstream, complete: string | null): Promise<Diagnosis> =>
  new Look(parts, upstream).run(complete);
