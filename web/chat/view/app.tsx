/** The whole chat: conversations at the side, the shown one, and where to type. */
import type { Demo } from '../demo.ts';
import type { News } from '../news.ts';
import { Banner } from './banner.tsx';
import { useChat } from './context.ts';
import { Composer } from './composer.tsx';
import { DemoPanel } from './demo-panel.tsx';
import { IconButton } from './icons.tsx';
import { NewsView } from './news.tsx';
import { PageLinks } from './page-links.tsx';
import { SignIn } from './sign-in.tsx';
import { Sidebar } from './sidebar.tsx';
import { Thread } from './thread.tsx';

const ModelChoice = () => {
  const { models } = useChat();
  if (models.all.value.length === 0) return null;
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

/** Said, not shown: the side shows it. */
const Title = () => {
  const chat = useChat();
  const shown = chat.conversations.value.find(({ id }) => id === chat.current.value);
  return shown === undefined ? null : <h1 class="unseen">{shown.title}</h1>;
};

export const App = ({ news, demo }: { readonly news: News; readonly demo: Demo }) => {
  const chat = useChat();
  const { isSideOpen } = chat;
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
          <PageLinks className="wide-only" />
          <DemoPanel demo={demo} />
        </header>
        <NewsView news={news} />
        <main id="main">
          <Title />
          <Thread />
        </main>
        <footer class="foot">
          <Banner />
          {chat.shown.value.length > 0 && <SignIn />}
          <Composer />
        </footer>
      </div>
    </>
  );
};
