/** The shown conversation: prompts and answers from the beginning to the end. */
import { useEffect, useRef } from 'preact/hooks';
import { AnswerView } from './answer.tsx';
import { useChat } from './context.ts';
import { PromptView } from './prompt.tsx';
import { Welcome } from './welcome.tsx';

const nearPx = 120;

/** Follows the end while the reader is there, and leaves them alone where they have scrolled to. */
const useFollowing = (change: unknown) => {
  const isNear = useRef(true);
  useEffect(() => {
    const look = (): void => {
      const { scrollHeight, clientHeight, scrollTop } = document.documentElement;
      isNear.current = scrollHeight - clientHeight - scrollTop < nearPx;
    };
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  useEffect(() => {
    if (isNear.current) scrollTo({ top: document.documentElement.scrollHeight });
  }, [change]);
};

export const Thread = () => {
  const chat = useChat();
  const path = chat.shown.value;
  useFollowing(path);
  if (path.length === 0) return <Welcome />;
  return (
    <ol class="thread" aria-label="Conversation">
      {path.map(({ message, siblings }) => (
        <li key={message.id} class={`turn of-${message.kind}`}>
          {message.kind === 'prompt' ? (
            <PromptView prompt={message} siblings={siblings} />
          ) : (
            <AnswerView answer={message} siblings={siblings} />
          )}
        </li>
      ))}
    </ol>
  );
};
