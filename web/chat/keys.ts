/** What the keyboard does anywhere in the chat. */
import { isAnswer } from './kept/tree.ts';
import type { Chat } from './chat.ts';

/** Shown to whoever asks. */
export const keyHelp = [
  ['Enter', 'send'],
  ['Shift + Enter', 'a new line'],
  ['Escape', 'stop the answer'],
  ['/', 'to your message'],
  ['Ctrl + K', 'search'],
  ['Ctrl + Shift + O', 'a new conversation'],
  ['↑ in an empty message', 'edit the last one'],
] as const;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, select');

const focus = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();

const wishOf = (event: KeyboardEvent): 'search' | 'new' | 'message' | 'stop' | 'edit' | null => {
  const hasControl = event.ctrlKey || event.metaKey;
  if (hasControl && event.key.toLowerCase() === 'k') return 'search';
  if (hasControl && event.shiftKey && event.key.toLowerCase() === 'o') return 'new';
  if (hasControl || event.altKey || event.isComposing) return null;
  if (event.key === 'Escape') return 'stop';
  if (event.key === '/' && !isTyping(event.target)) return 'message';
  const isEmptyMessage =
    event.target instanceof HTMLTextAreaElement && event.target.id === 'message' && event.target.value === '';
  return event.key === 'ArrowUp' && isEmptyMessage ? 'edit' : null;
};

export const listenToKeys = (chat: Chat): void => {
  addEventListener('keydown', (event) => {
    const wish = wishOf(event);
    if (wish === null || event.defaultPrevented) return;
    if (wish !== 'stop') event.preventDefault();
    switch (wish) {
      case 'search':
        chat.isSideOpen.value = true;
        // It can be focused once it is drawn, and has to be before the next letter comes.
        return queueMicrotask(() => focus('#search'));
      case 'new':
        return chat.open(null);
      case 'message':
        return focus('#message');
      case 'stop': {
        const open = chat.openAnswer;
        return open === undefined ? undefined : chat.stop(open);
      }
      case 'edit': {
        const last = chat.shown.value.findLast(({ message }) => !isAnswer(message));
        if (last !== undefined) chat.edited.value = last.message.id;
        return;
      }
      default:
        return wish satisfies never;
    }
  });
};
