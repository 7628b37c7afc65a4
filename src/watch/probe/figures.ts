/** Reads what a recognised model server says of its own load. Others are never asked. */
import type { Figures } from '../../domain/figures.ts';
import type { Upstream } from '../../domain/upstream.ts';
import type { Asked, ModelServer, Page } from '../../dialect/model-server.ts';
import { figurePages, nothing, readLoaded, readVersion, together, versionPaths } from '../../dialect/model-server.ts';
import { basePath } from '../../dialect/request.ts';
import type { Asking, Reply } from './ask.ts';
import { ask } from './ask.ts';

const limitMs = 2_000;
/** A page that is not there now may be there after the next start of the server. */
const forgetAfterMs = 600_000;

/** Pages stand beside the API: in front of its version. */
const pagePath = (upstream: Upstream, path: string): string => basePath(upstream).replace(/\/v\d+$/, '') + path;

const turnedDown = new Set([401, 403, 404, 405, 501]);

const pageIn = (reply: Reply, { read }: Asked): Page | null => {
  if (reply.kind === 'good') return read(reply.bytes.toString('utf8'));
  return reply.cause.code === 'loading' ? { ...nothing, loading: true } : null;
};

export class FigureReader {
  readonly #asking: Asking;
  /** Pages an upstream turned down, and when they are asked for again. */
  readonly #missing = new Map<string, number>();

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** `null` when it says nothing. */
  async read(upstream: Upstream, server: ModelServer): Promise<Figures | null> {
    const asked: readonly Asked[] = figurePages[server];
    const pages = await Promise.all(
      asked.map(async (page) => {
        const reply = await this.#ask(upstream, page.path);
        return reply === null ? null : pageIn(reply, page);
      }),
    );
    return together(
      pages.filter((page) => page !== null),
      this.#asking.clock.now(),
    );
  }

  async version(upstream: Upstream, server: ModelServer): Promise<string | null> {
    const path = versionPaths[server];
    return path === null ? null : this.#text(upstream, path, readVersion);
  }

  async loaded(upstream: Upstream, server: ModelServer): Promise<readonly string[] | null> {
    return server === 'ollama' ? this.#text(upstream, '/api/ps', readLoaded) : null;
  }

  async #text<T>(upstream: Upstream, path: string, read: (text: string) => T | null): Promise<T | null> {
    const reply = await this.#ask(upstream, path);
    return reply?.kind === 'good' ? read(reply.bytes.toString('utf8')) : null;
  }

  async #ask(upstream: Upstream, path: string): Promise<Reply | null> {
    const { clock } = this.#asking;
    const key = `${upstream.name} ${upstream.url} ${path}`;
    if (clock.now() < (this.#missing.get(key) ?? 0)) return null;
    const reply = await ask(this.#asking, upstream, { path: pagePath(upstream, path), body: null, limitMs });
    if (reply.kind === 'bad' && turnedDown.has(reply.cause.receivedStatus ?? 0))
      this.#missing.set(key, clock.now() + forgetAfterMs);
    else this.#missing.delete(key);
    return reply;
  }
}
