/** The conversations: a new one, those there are, and those that are looked for. */
import { useSignal } from '@preact/signals';
import { asJson, asMarkdown, fileName } from '../export.ts';
import type { Conversation } from '../kept/records.ts';
import { found } from '../search.ts';
import { nextTheme, theme, themeNames } from '../theme.ts';
import { useChat } from './context.ts';
import { Icon, IconButton } from './icons.tsx';
import { PageLinks } from './page-links.tsx';
import { saveFile } from './save-file.ts';

const Care = ({ conversation, onDone }: { readonly conversation: Conversation; readonly onDone: () => void }) => {
  const chat = useChat();
  const isSure = useSignal(false);
  const save = (ending: 'md' | 'json') => (): void => {
    const write = ending === 'md' ? asMarkdown : asJson;
    saveFile(fileName(conversation, ending), write(conversation, chat.messagesOf(conversation.id)));
  };
  const forget = (): void => (isSure.value ? void chat.forget(conversation) : void (isSure.value = true));
  const deeds = [
    ['Save as text', save('md')],
    ['Save as JSON', save('json')],
    [isSure.value ? 'Delete for good' : 'Delete', forget],
  ] as const;
  return (
    <div class="care">
      <label class="unseen" for="title">
        Title
      </label>
      <input
        id="title"
        class="field"
        value={conversation.title}
        onChange={(event) => chat.rename(conversation, event.currentTarget.value.trim() || conversation.title)}
        onKeyDown={(event) => event.key === 'Enter' && onDone()}
      />
      <p class="actions small">
        {deeds.map(([name, act]) => (
          <button key={name} type="button" class="link" onClick={act}>
            {name}
          </button>
        ))}
      </p>
    </div>
  );
};

const Entry = ({ conversation }: { readonly conversation: Conversation }) => {
  const chat = useChat();
  const isOpen = useSignal(false);
  const isShown = conversation.id === chat.current.value;
  return (
    <li>
      <div class="entry">
        <button
          type="button"
          class="title"
          aria-current={isShown ? 'true' : undefined}
          onClick={() => chat.open(conversation.id)}
        >
          {conversation.title}
        </button>
        <IconButton
          icon="more"
          name={`Rename, save or delete: ${conversation.title}`}
          expanded={isOpen.value}
          onClick={() => (isOpen.value = !isOpen.value)}
        />
      </div>
      {isOpen.value && <Care conversation={conversation} onDone={() => (isOpen.value = false)} />}
    </li>
  );
};

const SignOut = () => {
  const chat = useChat();
  if (chat.account.state.value !== 'signed-in') return null;
  return (
    <button type="button" class="button quiet" onClick={() => void chat.signOut()}>
      Sign out
    </button>
  );
};

export const Sidebar = ({ isOpen, onClose }: { readonly isOpen: boolean; readonly onClose: () => void }) => {
  const chat = useChat();
  const question = useSignal('');
  const list = found(chat.conversations.value, chat.messages.value.values(), question.value);
  return (
    <aside class={`sidebar ${isOpen ? 'is-open' : ''}`} aria-label="Conversations">
      <div class="brand">
        <svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
          <path d="M5 28V15a11 11 0 0 1 22 0v13M12 28V16a4 4 0 0 1 8 0v12" />
        </svg>
        <span>Good Gateway</span>
        <IconButton className="narrow-only" icon="close" name="Close the conversations" onClick={onClose} />
      </div>
      <button type="button" class="button" onClick={() => chat.open(null)}>
        <Icon name="plus" /> New conversation
      </button>
      <label class="unseen" for="search">
        Search your conversations
      </label>
      <input
        id="search"
        class="field"
        type="search"
        placeholder="Search"
        value={question.value}
        onInput={(event) => (question.value = event.currentTarget.value)}
      />
      <ul class="conversations">
        {list.map((one) => (
          <Entry key={one.id} conversation={one} />
        ))}
      </ul>
      {list.length === 0 && (
        <p class="none muted small">
          {question.value === '' ? 'Nothing asked yet.' : 'Nothing found with these words.'}
        </p>
      )}
      <div class="end">
        <PageLinks className="narrow-only" />
        <SignOut />
        <button type="button" class="button quiet" onClick={nextTheme}>
          <Icon name="theme" /> Colours: {themeNames[theme.value]}
        </button>
      </div>
    </aside>
  );
};
