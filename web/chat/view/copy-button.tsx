/** Copies a text, and says so. */
import { useSignal } from '@preact/signals';
import { copyText } from './copy-text.ts';
import { IconButton } from './icons.tsx';

const shownMs = 1_500;

export const CopyButton = ({ text, name }: { readonly text: string; readonly name: string }) => {
  const isDone = useSignal(false);
  const copy = async (): Promise<void> => {
    isDone.value = await copyText(text);
    setTimeout(() => (isDone.value = false), shownMs);
  };
  return (
    <>
      <IconButton
        icon={isDone.value ? 'done' : 'copy'}
        name={isDone.value ? 'Copied' : name}
        onClick={() => void copy()}
      />
      <span class="unseen" role="status">
        {isDone.value ? 'Copied' : ''}
      </span>
    </>
  );
};
