/** One question to our own gateway, and what the browser knows of how it went. It never throws. */

const waitMs = 4_000;

export const now = (): number => performance.now();

export const round = (ms: number): number => Math.round(ms * 10) / 10;

/** What is read, or `otherwise` where this browser does not have it or does not allow it. */
export const orElse = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

export const orElseLater = async <T>(read: () => Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await read();
  } catch {
    return otherwise;
  }
};

export type Failed = 'timeout' | 'network';

export const whyFailed = (error: unknown): Failed =>
  error instanceof DOMException && error.name === 'TimeoutError' ? 'timeout' : 'network';

export interface Asked {
  /** `null`: there was an answer, whatever it says. */
  readonly failed: Failed | null;
  readonly status: number | null;
  readonly redirected: boolean;
  readonly isHtml: boolean;
  readonly json: unknown;
  readonly ms: number;
}

export const ask = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Asked> => {
  const startedAt = now();
  try {
    const answer = await fetch(path, { headers, cache: 'no-store', signal: AbortSignal.timeout(waitMs) });
    const type = answer.headers.get('content-type') ?? '';
    const text = await answer.text();
    const json: unknown = type.includes('application/json') ? JSON.parse(text) : null;
    const { status, redirected } = answer;
    return { failed: null, status, redirected, isHtml: type.includes('text/html'), json, ms: round(now() - startedAt) };
  } catch (error) {
    const ms = round(now() - startedAt);
    return { failed: whyFailed(error), status: null, redirected: false, isHtml: false, json: null, ms };
  }
};

export interface Phases {
  readonly dnsMs: number;
  readonly tcpMs: number;
  readonly tlsMs: number;
  readonly firstByteMs: number;
  /** `http/1.1`, `h2` …; empty where it is not told. */
  readonly protocol: string;
}

/** Zeros where a connection was used again. */
export const phasesOf = (entry: PerformanceEntry | undefined): Phases | null => {
  if (!(entry instanceof PerformanceResourceTiming)) return null;
  const { secureConnectionStart, connectStart, connectEnd } = entry;
  const isSecure = secureConnectionStart > 0;
  return {
    dnsMs: round(entry.domainLookupEnd - entry.domainLookupStart),
    tcpMs: round((isSecure ? secureConnectionStart : connectEnd) - connectStart),
    tlsMs: isSecure ? round(connectEnd - secureConnectionStart) : 0,
    firstByteMs: round(entry.responseStart - entry.requestStart),
    protocol: entry.nextHopProtocol,
  };
};
