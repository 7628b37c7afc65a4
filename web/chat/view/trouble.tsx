/** An answer that failed: one sentence, whose turn it is, one main action, and where to read more. */
import type { Answer, Trouble } from '../kept/records.ts';
import { useChat } from './context.ts';

export const TroubleView = ({ answer, trouble }: { readonly answer: Answer; readonly trouble: Trouble }) => {
  const chat = useChat();
  return (
    <section class="card note trouble" role="alert">
      <p>{trouble.message}</p>
      <p class="row">
        <button type="button" class="button main" onClick={() => void chat.again(answer, answer.model)}>
          Send it again
        </button>
        {answer.requestId !== null && (
          <a href={`/why/${answer.requestId}`} target="_blank" rel="noopener">
            What happened
          </a>
        )}
        <a href="/doctor" target="_blank" rel="noopener">
          Check my side
        </a>
      </p>
    </section>
  );
};
