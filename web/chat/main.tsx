/** The chat page: puts the parts together and starts. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import './style/chat.css';
import { Chat } from './chat.ts';
import { openStore } from './kept/store.ts';
import { Demo } from './demo.ts';
import { device } from './device.ts';
import { listenToKeys } from './keys.ts';
import { News } from './news.ts';
import { openOffline } from './offline.ts';
import { followTheme } from './theme.ts';
import { App } from './view/app.tsx';
import { ChatContext } from './view/context.ts';

/** The address names the shown conversation, so that a reload and a bookmark come back to it. */
const followAddress = (chat: Chat): void => {
  const read = (): void => {
    const [, id = null] = /^#c\/([0-9a-f]{32})$/.exec(location.hash) ?? [];
    chat.open(id !== null && chat.conversations.value.some((one) => one.id === id) ? id : null);
  };
  read();
  addEventListener('hashchange', read);
  effect(() => {
    const id = chat.current.value;
    const hash = id === null ? '' : `#c/${id}`;
    if (location.hash !== hash) history.pushState(null, '', hash === '' ? location.pathname : hash);
  });
};

const start = async (): Promise<void> => {
  const { store, isLasting } = await openStore();
  const chat = new Chat(store, device);
  chat.isKept.value = isLasting;
  await chat.load();
  followAddress(chat);
  followTheme(device);
  listenToKeys(chat);
  const place = document.querySelector('#chat');
  if (place === null) return;
  place.replaceChildren();
  const news = new News(device);
  render(
    <ChatContext.Provider value={chat}>
      <App news={news} demo={new Demo(device)} />
    </ChatContext.Provider>,
    place,
  );
  await Promise.all([chat.models.look(), chat.takeUp(), news.look()]);
  device.onAwake(() => void chat.takeUp());
  await openOffline();
};

void start();
