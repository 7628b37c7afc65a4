/** What an answer waits for: why, since when, and what is done by itself. */
import type { Answer } from '../kept/records.ts';
import type { Progress } from '../turn/answering.ts';
import { useChat } from './context.ts';
import { useNow } from './use-now.ts';

const secondsText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
};

const slowMs = 4_000;

const lineOf = (progress: Progress | undefined, now: number): { readonly says: string; readonly more: string } => {
  if (progress === undefined) return { says: 'Writing …', more: '' };
  const since = secondsText(now - progress.since);
  switch (progress.kind) {
    case 'asked':
      return {
        says: 'Sent. Waiting for the first word …',
        more: now - progress.since < slowMs ? '' : `for ${since} so far`,
      };
    case 'waiting':
      return { says: `The gateway says: ${progress.says}.`, more: `for ${since} so far` };
    case 'lost':
      return {
        says: 'The line to the gateway is gone. Your message is kept here, and the way back is looked for by itself.',
        more: `since ${since}`,
      };
    case 'refused':
      return {
        says: progress.trouble?.message ?? 'Turned away for now.',
        more: `sent again by itself in ${secondsText(progress.retryAt - now)}`,
      };
    default:
      return progress satisfies never;
  }
};

export const WaitingView = ({ answer }: { readonly answer: Answer }) => {
  const chat = useChat();
  const progress = chat.progress.value.get(answer.id);
  const now = useNow();
  const { says, more } = lineOf(progress, now);
  return (
    <div class="waiting">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {/* Said once for each new thing; the running seconds are for the eye alone. */}
      <p class="small">
        <span role="status">{says}</span>{' '}
        <span class="muted" aria-hidden="true">
          {more}
        </span>
      </p>
    </div>
  );
};
