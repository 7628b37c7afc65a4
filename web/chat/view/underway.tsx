/** The way of a call that waits: where it stands now, and what becomes of the message meanwhile. */
import { useEffect, useState } from 'preact/hooks';
import type { Why } from '../../../src/domain/why.ts';
import { useChat } from './context.ts';
import { Way } from './way.tsx';

const everyMs = 3_000;

export const Underway = ({ id }: { readonly id: string }) => {
  const { whys } = useChat();
  const [why, setWhy] = useState<Why | null>(null);
  useEffect(() => {
    let isOver = false;
    const look = async (): Promise<void> => {
      const found = await whys.ask(id);
      if (!isOver && found !== null) setWhy(found);
    };
    void look();
    const timer = setInterval(() => void look(), everyMs);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [id, whys]);
  if (why === null) return null;
  return (
    <>
      <Way hops={why.hops} />
      <p class="small muted">{why.promptSays} This page has it too.</p>
    </>
  );
};
