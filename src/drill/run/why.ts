/** Asks our gateway why a call went as it did. */
import type { Heard, Told, ToldAttempt } from '../judge/observation.ts';

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const attemptOf = (value: unknown): ToldAttempt => {
  const attempt = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>;
  return {
    upstream: textOf(attempt['upstream']) ?? '',
    code: textOf(attempt['code']),
    family: textOf(attempt['family']),
  };
};

const toldOf = (body: Readonly<Record<string, unknown>>): Told | null => {
  const { outcome, attempts } = body;
  if (typeof outcome !== 'string' || !Array.isArray(attempts)) return null;
  return {
    outcome,
    family: textOf(body['family']),
    code: textOf(body['code']),
    who: textOf(body['who']),
    attempts: attempts.map(attemptOf),
  };
};

/** The record is complete once the call has ended there too, which may be a moment after it ended here. */
const tries = 20;

export const askWhy = async (url: string, heard: Heard): Promise<Told | null> => {
  const id = heard.headers['x-request-id'];
  if (id === undefined) return null;
  for (let n = 0; n < tries; n += 1) {
    try {
      const response = await fetch(new URL(`/why/${encodeURIComponent(id)}`, url), {
        headers: { accept: 'application/json' },
        signal: AbortSignal.timeout(5000),
      });
      const told = response.ok ? toldOf((await response.json()) as Readonly<Record<string, unknown>>) : null;
      if (told !== null && told.outcome !== 'running') return told;
    } catch {
      // Not there yet, or no JSON: asked again, and `null` in the end.
    }
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
  return null;
};
