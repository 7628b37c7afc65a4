/** The shown conversation: prompts and answers from the beginning to the end. */
import { useEffect, useRef } from 'preact/hooks';
import { AnswerView } from './answer.tsx';
import { useChat } from './context.ts';
import { PromptView } from './prompt.tsx';
import { Welcome } from './welcome.tsx';

const nearPx = 120;

/** Follows the end while the reader is there, and leaves them alone where they have scrolled to. */
const useFollowing = (conversation: string | null) => {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    let isNear = true;
    const page = document.documentElement;
    const look = (): void => {
      isNear = page.scrollHeight - page.clientHeight - page.scrollTop < nearPx;
    };
    const grown = new ResizeObserver(() => {
      if (isNear) page.scrollTop = page.scrollHeight;
    });
    if (list.current !== null) grown.observe(list.current);
    addEventListener('scroll', look, { passive: true });
    return () => {
      grown.disconnect();
      removeEventListener('scroll', look);
    };
  }, [conversation]);
  return list;
};

export const Thread = () => {
  const chat = useChat();
  const path = chat.shown.value;
  const isEmpty = path.length === 0;
  const list = useFollowing(isEmpty ? null : chat.current.value);
  if (isEmpty) return <Welcome />;
  return (
    <ol ref={list} class="thread" aria-label="Conversation">
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
