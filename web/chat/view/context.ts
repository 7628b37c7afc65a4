/** Hands the chat to its views. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Chat } from '../chat.ts';

export const ChatContext = createContext<Chat | null>(null);

export const useChat = (): Chat => {
  const chat = useContext(ChatContext);
  if (chat === null) throw new Error('a view outside of the chat');
  return chat;
};
