/** One answer: its words, what it waits for, how it ended, and what can be done with it. */
import type { Answer } from '../kept/records.ts';
import { isOpen } from '../kept/records.ts';
import { useChat } from './context.ts';
import { CopyButton } from './copy-button.tsx';
import { IconButton } from './icons.tsx';
import { Markdown } from './markdown.tsx';
import { Siblings } from './siblings.tsx';
import { TroubleView } from './trouble.tsx';
import { WaitingView } from './waiting.tsx';

const Tools = ({ answer, siblings }: { readonly answer: Answer; readonly siblings: readonly string[] }) => {
  const chat = useChat();
  return (
    <div class="tools">
      <Siblings parent={answer.parent} own={answer.id} all={siblings} what="answer" />
      {answer.text !== '' && <CopyButton text={answer.text} name="Copy answer" />}
      {!isOpen(answer) && (
        <IconButton
          icon="again"
          name="Another answer"
          onClick={() => void chat.again(answer, chat.models.chosen.value || answer.model)}
        />
      )}
      <span class="about muted small">
        {answer.model}
        {answer.attempts !== null && answer.attempts > 1 && ` · ${answer.attempts} tries, out of sight`}
      </span>
      {answer.requestId !== null && answer.trouble === null && !isOpen(answer) && (
        <a class="small muted" href={`/why/${answer.requestId}`} target="_blank" rel="noopener">
          What happened
        </a>
      )}
    </div>
  );
};

export const AnswerView = ({ answer, siblings }: { readonly answer: Answer; readonly siblings: readonly string[] }) => (
  <article
    class={`answer is-${answer.state}`}
    aria-label={answer.model === '' ? 'Answer' : `Answer of ${answer.model}`}
    aria-busy={isOpen(answer)}
  >
    {answer.text !== '' && <Markdown text={answer.text} />}
    {isOpen(answer) && <WaitingView answer={answer} />}
    {answer.state === 'stopped' && <p class="muted small">You stopped this answer here.</p>}
    {answer.trouble !== null && !isOpen(answer) && <TroubleView answer={answer} trouble={answer.trouble} />}
    <Tools answer={answer} siblings={siblings} />
  </article>
);
