/** What everybody should know: that the gateway is away, that this browser keeps nothing. */
import type { Away } from '../away.ts';
import { awayText } from '../away.ts';
import { useChat } from './context.ts';
import { useNow } from './use-now.ts';

const sinceText = (ms: number): string => {
  const seconds = Math.round(ms / 1000);
  if (seconds < 5) return '';
  return seconds < 120 ? ` Since ${seconds} s.` : ` Since ${Math.round(seconds / 60)} min.`;
};

const AwayView = ({ since, away }: { readonly since: number; readonly away: Away }) => {
  const now = useNow();
  return (
    <p class="banner">
      <span class="state warn">{awayText(away)}</span>{' '}
      <span>
        You can go on: what you type is kept here, and what you send goes out by itself as soon as it can.
        <span aria-hidden="true">{sinceText(now - since)}</span> <a href="/doctor">Check my connection</a>
      </span>
    </p>
  );
};

/** The chat came in the place of another page while the gateway was away. */
const Elsewhere = () => (
  <p class="banner">
    <span class="state ok">The gateway answers again.</span>{' '}
    <a href={location.pathname + location.search}>Open the page you asked for</a>
  </p>
);

export const Banner = () => {
  const chat = useChat();
  const reach = chat.models.reach.value;
  return (
    <div role="status">
      {reach.kind === 'down' && <AwayView since={reach.since} away={reach.away} />}
      {reach.kind === 'up' && location.pathname !== '/' && <Elsewhere />}
      {!chat.isKept.value && (
        <p class="banner">
          <span class="state warn">This browser keeps nothing for this page.</span>{' '}
          <span>Your conversations last until you close it. A private window or a full disk may be the reason.</span>
        </p>
      )}
    </div>
  );
};
