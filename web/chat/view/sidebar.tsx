/** The conversations: a new one, those there are. */
import { useChat } from './context.ts';
import { Icon } from './icons.tsx';

export const Sidebar = () => {
  const chat = useChat();
  return (
    <aside id="conversations" class="sidebar" aria-label="Conversations">
      <p class="brand">Good Gateway</p>
      <button type="button" class="button" onClick={() => chat.open(null)}>
        <Icon name="plus" /> New conversation
      </button>
      <ul class="conversations">
        {chat.conversations.value.map((one) => (
          <li key={one.id}>
            <button
              type="button"
              aria-current={one.id === chat.current.value ? 'true' : undefined}
              onClick={() => chat.open(one.id)}
            >
              {one.title}
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
};
