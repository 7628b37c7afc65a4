/** Asks the gateway how a call stands while nothing of its answer has come: which place in line, what is waited for. */

export interface Standing {
  readonly requestId: string;
  /** In the gateway's words; `null`: nothing but the first word. */
  readonly waiting: string | null;
  /** How long the first word usually takes, in its words. */
  readonly usually: string | null;
}

const patienceMs = 5_000;

interface Said {
  readonly request_id?: unknown;
  readonly waiting?: unknown;
  readonly usually?: unknown;
}

const textOr = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** `null` when the gateway does not say: it has no such call yet, or cannot be reached. */
export const standingOf = async (key: string): Promise<Standing | null> => {
  try {
    const headers = { 'idempotency-key': key };
    const response = await fetch('/v1/streams', {
      headers,
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!response.ok) return null;
    const { request_id: requestId, waiting, usually } = (await response.json()) as Said;
    if (typeof requestId !== 'string') return null;
    return { requestId, waiting: textOr(waiting), usually: textOr(usually) };
  } catch {
    return null;
  }
};
