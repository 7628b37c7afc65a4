/** The price of resilience: tokens that attempts took beyond what the one that was read would have taken alone. */
import type { AttemptRecord, ExtraTokens } from '../domain/event.ts';
import { inputTokens } from './tokens.ts';

/** Something of it went on to the caller. */
const wasRead = ({ phases }: AttemptRecord): boolean => phases.firstToken !== null;

/** Whether the upstream worked on the prompt: it began to answer well, or was at it when we stopped waiting. Refusals cost nothing. */
const tookPrompt = ({ status, bytesSent, dropped, cause }: AttemptRecord): boolean =>
  status === null ? bytesSent > 0 && (dropped || cause?.family === 'timeout') : status >= 200 && status < 300;

/** A count that came before the end is too low: a provider sends its sum last. */
const outputOf = ({ tokens }: AttemptRecord): number =>
  tokens === null ? 0 : Math.max(tokens.usage?.outputTokens ?? 0, tokens.contents);

/** Of its output, the share the caller did not read. */
const unreadShare = (attempt: AttemptRecord): number => {
  if (!wasRead(attempt)) return 1;
  const { contents, held } = attempt.tokens ?? { contents: 0, held: 0 };
  return contents === 0 ? 0 : Math.min(1, held / contents);
};

const whyOf = ({ how, dropped }: AttemptRecord): keyof ExtraTokens => {
  if (how === 'rescue') return 'rescue';
  return how === 'hedge' || dropped ? 'hedge' : 'retry';
};

/**
 * By attempt, exact where the provider counted, else estimated: input from the other attempts' count or the size of the body, output as one
 * token an event. `null` where one attempt was enough.
 */
export const extraTokens = (attempts: readonly AttemptRecord[], bodyBytes: number): ExtraTokens | null => {
  if (attempts.length < 2) return null;
  const counted = Math.max(
    ...attempts.map(({ how, tokens }) => (how === 'rescue' ? 0 : (tokens?.usage?.inputTokens ?? 0))),
  );
  const prompt = counted > 0 ? counted : inputTokens(bodyBytes);
  // One attempt there would have been anyway.
  const plain = attempts.find(wasRead) ?? attempts[0];
  const extra = { retry: 0, hedge: 0, rescue: 0 };
  for (const attempt of attempts) {
    if (attempt === plain && !wasRead(attempt)) continue;
    const input = attempt !== plain && tookPrompt(attempt) ? attempt.tokens?.usage?.inputTokens || prompt : 0;
    extra[whyOf(attempt)] += input + Math.round(outputOf(attempt) * unreadShare(attempt));
  }
  return extra;
};
