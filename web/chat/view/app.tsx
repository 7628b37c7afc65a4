/** The whole chat: conversations at the side, the shown one, and where to type. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { Banner } from './banner.tsx';
import { useChat } from './context.ts';
import { Composer } from './composer.tsx';
import { IconButton } from './icons.tsx';
import { SignIn } from './sign-in.tsx';
import { Sidebar } from './sidebar.tsx';
import { Thread } from './thread.tsx';

const ModelChoice = () => {
  const { models } = useChat();
  return (
    <label class="model">
      <span class="unseen">Model</span>
      <select value={models.chosen.value} onChange={(event) => models.choose(event.currentTarget.value)}>
        {models.all.value.map(({ name, available }) => (
          <option key={name} value={name}>
            {name}
            {available ? '' : ' (not available now)'}
          </option>
        ))}
      </select>
    </label>
  );
};

export const App = () => {
  const chat = useChat();
  const isSideOpen = useSignal(false);
  // On a narrow window the side covers the conversation: a choice there closes it.
  useSignalEffect(() => {
    void chat.current.value;
    isSideOpen.value = false;
  });
  return (
    <>
      <a class="skip" href="#message">
        Skip to your message
      </a>
      <Sidebar isOpen={isSideOpen.value} onClose={() => (isSideOpen.value = false)} />
      <div class="stage">
        <header class="bar">
          <IconButton
            className="narrow-only"
            icon="menu"
            name="Conversations"
            expanded={isSideOpen.value}
            onClick={() => (isSideOpen.value = !isSideOpen.value)}
          />
          <ModelChoice />
          <nav aria-label="Main">
            <a href="/about">About</a>
            <a href="/explain">Explain</a>
            <a href="/causes">Causes</a>
          </nav>
        </header>
        <main id="main">
          <Thread />
        </main>
        <footer class="foot">
          <Banner />
          <SignIn />
          <Composer />
        </footer>
      </div>
    </>
  );
};
