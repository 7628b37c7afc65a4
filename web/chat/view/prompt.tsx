/** What was asked, with a way to ask it in other words. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Prompt } from '../kept/records.ts';
import { Attachments } from './attachments.tsx';
import { useChat } from './context.ts';
import { CopyButton } from './copy-button.tsx';
import { IconButton } from './icons.tsx';
import { Siblings } from './siblings.tsx';

const Editor = ({ prompt, onDone }: { readonly prompt: Prompt; readonly onDone: () => void }) => {
  const chat = useChat();
  const { drafts } = chat;
  const field = useRef<HTMLTextAreaElement>(null);
  const name = `edit:${prompt.id}`;
  const kept = drafts.of(name);
  const text = kept.at === 0 ? prompt.text : kept.text;
  useLayoutEffect(() => field.current?.focus(), []);
  const send = async (): Promise<void> => {
    if (text.trim() === '') return;
    await chat.edit(prompt, text.trim());
    onDone();
  };
  return (
    <form
      class="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="unseen" for={name}>
        Edit your message
      </label>
      <textarea
        id={name}
        ref={field}
        class="field"
        rows={Math.min(12, text.split('\n').length + 1)}
        value={text}
        onInput={(event) => drafts.change(name, { text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onDone();
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
            event.preventDefault();
            void send();
          }
        }}
      />
      <p class="actions">
        <button type="submit" class="button main">
          Ask this instead
        </button>
        <button type="button" class="button quiet" onClick={onDone}>
          Leave as it was
        </button>
      </p>
    </form>
  );
};

export const PromptView = ({ prompt, siblings }: { readonly prompt: Prompt; readonly siblings: readonly string[] }) => {
  const { edited } = useChat();
  if (edited.value === prompt.id) return <Editor prompt={prompt} onDone={() => (edited.value = null)} />;
  return (
    <article class="prompt" aria-label="You asked">
      <div class="said">
        {prompt.text}
        <Attachments all={prompt.attachments} />
      </div>
      <div class="tools">
        <Siblings parent={prompt.parent} own={prompt.id} all={siblings} what="wording" />
        <CopyButton text={prompt.text} name="Copy message" />
        <IconButton icon="edit" name="Edit message" onClick={() => (edited.value = prompt.id)} />
      </div>
    </article>
  );
};
