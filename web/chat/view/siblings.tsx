/** Steps through what else stands at a place: earlier answers, other wordings. */
import { useChat } from './context.ts';
import { IconButton } from './icons.tsx';

export const Siblings = (parts: {
  readonly parent: string;
  readonly own: string;
  readonly all: readonly string[];
  readonly what: string;
}) => {
  const chat = useChat();
  const { parent, own, all, what } = parts;
  if (all.length < 2) return null;
  const at = all.indexOf(own);
  const step = (by: number) => () => chat.choose(parent, all[at + by] ?? own);
  return (
    <span class="siblings" role="group" aria-label={`${what} ${at + 1} of ${all.length}`}>
      <IconButton icon="back" name={`Earlier ${what}`} disabled={at === 0} onClick={step(-1)} />
      <span class="number">
        {at + 1}/{all.length}
      </span>
      <IconButton icon="forth" name={`Later ${what}`} disabled={at === all.length - 1} onClick={step(1)} />
    </span>
  );
};
