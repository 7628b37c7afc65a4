/** Asks resolvers by c-ares, which holds up none of the process's threads, and reads what needs no question: localhost and /etc/hosts. */
import { Resolver as Ares, lookup } from 'node:dns/promises';
import { readFileSync, statSync } from 'node:fs';
import type { Resolver, Said } from '../../domain/ports.ts';
import { readHosts } from './hosts.ts';

/** A question is asked so often at each server, the first time with this clock. */
const tries = 3;
const firstTryMs = 1_000;
const longestTryMs = 2_000;
/** What the system's own lookup finds comes without a time to live. */
const systemTtlMs = 30_000;

const notThere: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA']);

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'UNKNOWN';

const failure = (error: unknown): Said => {
  const code = codeOf(error);
  return notThere.has(code) ? { kind: 'none', code } : { kind: 'failed', code };
};

interface Sources {
  /** Servers to ask as `address` or `address:port`; none: those of the system. */
  readonly servers: () => readonly string[];
  readonly hostsFile: string;
}

class AresResolver implements Resolver {
  readonly #sources: Sources;
  #hosts: ReadonlyMap<string, readonly string[]> = new Map();
  #hostsSeen = '';
  /** The system's lookups take a thread each: one at a time. */
  #system: Promise<unknown> = Promise.resolve();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  local(name: string): readonly string[] | null {
    const plain = name.toLowerCase().replace(/\.$/, '');
    // RFC 6761 section 6.3. IPv4 first: most model servers of one's own machine listen there only.
    if (plain === 'localhost' || plain.endsWith('.localhost')) return ['127.0.0.1', '::1'];
    this.#readHosts();
    return this.#hosts.get(plain) ?? null;
  }

  async ask(name: string, family: 4 | 6): Promise<Said> {
    const servers = this.#sources.servers();
    try {
      // A new one each time: it reads the system's settings as they are now.
      const ares = new Ares({ timeout: firstTryMs, tries, maxTimeout: longestTryMs });
      if (servers.length > 0) ares.setServers(servers);
      const records = await (family === 4 ? ares.resolve4(name, { ttl: true }) : ares.resolve6(name, { ttl: true }));
      const ttlMs = Math.min(...records.map(({ ttl }) => ttl)) * 1_000;
      return { kind: 'found', addresses: records.map(({ address }) => address), ttlMs };
    } catch (error) {
      const said = failure(error);
      // Search domains, mDNS and the like are known to the system only.
      return said.kind === 'none' && said.code === 'ENOTFOUND' && servers.length === 0
        ? this.#askSystem(name, family)
        : said;
    }
  }

  #askSystem(name: string, family: 4 | 6): Promise<Said> {
    const asked = this.#system.then(async (): Promise<Said> => {
      try {
        const found = await lookup(name, { family, all: true });
        return { kind: 'found', addresses: found.map(({ address }) => address), ttlMs: systemTtlMs };
      } catch (error) {
        return failure(error);
      }
    });
    this.#system = asked;
    return asked;
  }

  #readHosts(): void {
    const { hostsFile } = this.#sources;
    try {
      const { mtimeMs, size, ino } = statSync(hostsFile);
      const seen = `${mtimeMs} ${size} ${ino}`;
      if (seen === this.#hostsSeen) return;
      this.#hosts = readHosts(readFileSync(hostsFile, 'utf8'));
      this.#hostsSeen = seen;
    } catch {
      this.#hosts = new Map();
      this.#hostsSeen = '';
    }
  }
}

const systemHosts =
  process.platform === 'win32'
    ? `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\drivers\\etc\\hosts`
    : '/etc/hosts';

export const openResolver = (servers: () => readonly string[], hostsFile = systemHosts): Resolver =>
  new AresResolver({ servers, hostsFile });
