/** The shown conversation: prompts and answers from the beginning to the end. */
import { useEffect, useRef } from 'preact/hooks';
import { isOpen } from '../kept/records.ts';
import { AnswerView } from './answer.tsx';
import { useChat } from './context.ts';
import { PromptView } from './prompt.tsx';
import { Welcome } from './welcome.tsx';

const nearPx = 120;

const toTheEnd = (): void => {
  const page = document.documentElement;
  page.scrollTop = page.scrollHeight;
};

interface Followed {
  readonly conversation: string | null;
  /** The answer that is waited for. */
  readonly awaited: string | null;
}

/** Follows the end while the reader is there, and leaves them alone where they have scrolled to; who asks is taken to the answer. */
const useFollowing = ({ conversation, awaited }: Followed) => {
  const list = useRef<HTMLOListElement>(null);
  const isNear = useRef(true);
  useEffect(() => {
    isNear.current = true;
    let top = 0;
    const page = document.documentElement;
    const look = (): void => {
      const isAtEnd = page.scrollHeight - page.clientHeight - page.scrollTop < nearPx;
      // An answer that grows faster than it is followed has not been left: only going up leaves it.
      if (isAtEnd || page.scrollTop < top) isNear.current = isAtEnd;
      top = page.scrollTop;
    };
    const grown = new ResizeObserver(() => {
      if (isNear.current) toTheEnd();
    });
    if (list.current !== null) grown.observe(list.current);
    addEventListener('scroll', look, { passive: true });
    return () => {
      grown.disconnect();
      removeEventListener('scroll', look);
    };
  }, [conversation]);
  useEffect(() => {
    if (awaited === null) return;
    isNear.current = true;
    toTheEnd();
  }, [awaited]);
  return list;
};

export const Thread = () => {
  const chat = useChat();
  const path = chat.shown.value;
  const isEmpty = path.length === 0;
  const last = path.at(-1)?.message;
  const list = useFollowing({
    conversation: isEmpty ? null : chat.current.value,
    awaited: last?.kind === 'answer' && isOpen(last) ? last.id : null,
  });
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
