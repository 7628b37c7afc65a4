/** Where a message is typed: kept with every letter, cleared only when it is kept elsewhere. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Attachment } from '../kept/records.ts';
import { Attachments } from './attachments.tsx';
import { useChat } from './context.ts';
import { Icon } from './icons.tsx';

/** Grows with its text, up to a part of the window. */
const useGrowing = (text: string) => {
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    const { current } = field;
    if (current === null) return;
    current.style.height = 'auto';
    current.style.height = `${Math.min(current.scrollHeight + 2, innerHeight * 0.4)}px`;
  }, [text]);
  return field;
};

const attachmentOf = (file: File): Attachment => ({
  id: `${file.name}:${file.size}:${file.lastModified}`,
  name: file.name,
  type: file.type,
  bytes: file,
});

/** What the composer shows: the draft of the conversation that is shown. */
const useComposed = () => {
  const chat = useChat();
  const where = chat.current.value ?? 'new';
  const draft = chat.drafts.all.value.get(where) ?? chat.drafts.of(where);
  const ask = (text: string, attachments: readonly Attachment[]): Promise<void> => chat.ask(text, attachments);
  const attach = (to: string, files: readonly Attachment[]): Promise<void> => chat.attach(to, files);
  return { attach, drafts: chat.drafts, where, draft, isBusy: chat.openAnswer !== undefined, ask };
};

/** Takes files by a dialog. */
const Clip = ({ onFiles }: { readonly onFiles: (files: FileList | null) => void }) => (
  <label class="icon-button" title="Attach a picture or a text file">
    <Icon name="clip" />
    <span class="unseen">Attach a picture or a text file</span>
    <input
      class="unseen"
      type="file"
      multiple
      accept="image/png,image/jpeg,image/gif,image/webp,text/*,.md,.json,.csv,.log,.yaml,.yml"
      onChange={(event) => {
        onFiles(event.currentTarget.files);
        event.currentTarget.value = '';
      }}
    />
  </label>
);

/** Sends, or stops what is on its way. */
const MainButton = ({ canSend }: { readonly canSend: boolean }) => {
  const chat = useChat();
  const open = chat.openAnswer;
  if (open === undefined)
    return (
      <button type="submit" class="icon-button send" aria-label="Send" title="Send" disabled={!canSend}>
        <Icon name="send" />
      </button>
    );
  return (
    <button type="button" class="icon-button send" aria-label="Stop" title="Stop" onClick={() => chat.stop(open)}>
      <Icon name="stop" />
    </button>
  );
};

const Field = (parts: {
  readonly where: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onFiles: (files: FileList | null) => void;
  readonly onSend: () => void;
}) => {
  const { where, text, onText, onFiles, onSend } = parts;
  const field = useGrowing(text);
  useLayoutEffect(() => field.current?.focus(), [where]);
  return (
    <>
      <label class="unseen" for="message">
        Your message
      </label>
      <textarea
        id="message"
        ref={field}
        rows={1}
        placeholder="Your message"
        enterkeyhint="send"
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onPaste={(event) => onFiles(event.clipboardData?.files ?? null)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          onSend();
        }}
      />
    </>
  );
};

export const Composer = () => {
  const { drafts, ...chat } = useComposed();
  const { where, draft } = chat;
  const text = draft.text.trim();
  const isEmpty = text === '' && draft.attachments.length === 0;
  const canSend = !isEmpty && !chat.isBusy;
  const send = (): void => {
    if (canSend) void chat.ask(text, draft.attachments);
  };
  const attach = (files: FileList | null): void => {
    const added = [...(files ?? [])].map(attachmentOf);
    if (added.length > 0) void chat.attach(where, added);
  };
  const remove = (gone: Attachment): void =>
    drafts.change(where, { attachments: draft.attachments.filter(({ id }) => id !== gone.id) });
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Attachments all={draft.attachments} onRemove={remove} />
      <div class="box">
        <Clip onFiles={attach} />
        <Field
          where={where}
          text={draft.text}
          onText={(changed) => drafts.change(where, { text: changed })}
          onFiles={attach}
          onSend={send}
        />
        <MainButton canSend={canSend} />
      </div>
    </form>
  );
};
