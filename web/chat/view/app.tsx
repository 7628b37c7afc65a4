/** The whole chat: conversations at the side, the shown one, and where to type. */
import { useChat } from './context.ts';
import { Composer } from './composer.tsx';
import { IconButton } from './icons.tsx';
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

const openSidebar = (): void => {
  document.querySelector('#conversations')?.toggleAttribute('open');
};

export const App = () => (
  <>
    <a class="skip" href="#message">
      Skip to your message
    </a>
    <Sidebar />
    <div class="stage">
      <header class="bar">
        <IconButton className="narrow-only" icon="menu" name="Conversations" onClick={openSidebar} />
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
        <Composer />
      </footer>
    </div>
  </>
);
