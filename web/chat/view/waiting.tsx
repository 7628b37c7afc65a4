/** What an answer waits for: why, since when, and what is done by itself. */
import type { Away } from '../away.ts';
import { awayText } from '../away.ts';
import type { Answer } from '../kept/records.ts';
import type { Progress } from '../turn/answering.ts';
import { useChat } from './context.ts';
import { Underway } from './underway.tsx';
import { useNow } from './use-now.ts';

const secondsText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

const slowMs = 4_000;

interface Line {
  readonly says: string;
  /** For the eye alone: it changes every second. */
  readonly more: string;
}

const lostLine = (answer: Answer, away: Away): string => {
  if (answer.text !== '')
    return 'The line broke. The answer goes on at the gateway, and the way back to it is looked for by itself.';
  return `${awayText(away)} Your message is kept here and is sent by itself as soon as the gateway is reached.`;
};

const lineOf = (answer: Answer, progress: Progress | undefined, now: number): Line => {
  if (progress === undefined) return { says: answer.text === '' ? 'One moment …' : 'Writing …', more: '' };
  const ms = now - progress.since;
  switch (progress.kind) {
    case 'asked':
      return {
        says: `Sent. Waiting for the first word${ms < slowMs || progress.usually === null ? '' : `: ${progress.usually}`}.`,
        more: ms < slowMs ? '' : `For ${secondsText(ms)} so far.`,
      };
    case 'waiting':
      return {
        says: `The gateway says: ${progress.says}.`,
        more: ms < slowMs || progress.says.includes('since') ? '' : `For ${secondsText(ms)} so far.`,
      };
    case 'lost':
      return { says: lostLine(answer, progress.away), more: ms < slowMs ? '' : `Since ${secondsText(ms)}.` };
    case 'refused':
      return {
        says: progress.trouble.message.replace(/\s*Why: \S+$/, ''),
        more:
          progress.retryAt > now
            ? `Your message is kept, and sent again by itself at ${new Date(progress.retryAt).toLocaleTimeString()}.`
            : 'Sent again.',
      };
    default:
      return progress satisfies never;
  }
};

export const WaitingView = ({ answer }: { readonly answer: Answer }) => {
  const chat = useChat();
  const progress = chat.progress.value.get(answer.id);
  const now = useNow();
  const { says, more } = lineOf(answer, progress, now);
  const isLong = progress?.kind === 'waiting' && now - progress.since >= slowMs;
  const isHard = progress?.kind === 'lost' || progress?.kind === 'refused';
  return (
    <div class={`waiting ${isHard || isLong ? 'card note calm' : ''}`}>
      {/* Said once for each new thing; the running seconds are for the eye alone. */}
      <p class="line">
        <span class="dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        <span role="status">{says}</span>{' '}
        <span class="muted" aria-hidden="true">
          {more}
        </span>
        {answer.requestId !== null && progress !== undefined && progress.kind !== 'lost' && (
          <>
            {' '}
            <a href={`/why/${answer.requestId}`} target="_blank" rel="noopener">
              See its way
            </a>
          </>
        )}
      </p>
      {isLong && answer.requestId !== null && <Underway id={answer.requestId} />}
    </div>
  );
};
