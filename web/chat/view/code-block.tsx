/** A block of code: its language, a way to copy it, and its colours as soon as they are there. */
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { Word } from '../code/grammars.ts';
import { CopyButton } from './copy-button.tsx';

type WordsIn = (language: string, text: string) => readonly Word[] | null;

/** Longer ones are shown plain: they would be coloured anew with every word that comes. */
const longest = 20_000;

const grammars = signal<WordsIn | null>(null);
let isAsked = false;

const loadGrammars = async (): Promise<void> => {
  if (isAsked) return;
  isAsked = true;
  try {
    grammars.value = (await import('../code/grammars.ts')).wordsIn;
  } catch {
    // Plain code is code too; the next block asks again.
    isAsked = false;
  }
};

const drawn = (words: readonly Word[]): ComponentChildren =>
  words.map((word, at) =>
    typeof word === 'string' ? (
      word
    ) : (
      <span key={at} class={word.kind}>
        {drawn(word.words)}
      </span>
    ),
  );

const Words = ({ text, language }: { readonly text: string; readonly language: string }) => {
  const wordsIn = grammars.value;
  const isColoured = language !== '' && text.length <= longest;
  useEffect(() => {
    if (isColoured) void loadGrammars();
  }, [isColoured]);
  const words = useMemo(() => (isColoured ? wordsIn?.(language, text) : null), [wordsIn, language, text, isColoured]);
  return <>{words == null ? text : drawn(words)}</>;
};

export const CodeBlock = ({ text, language }: { readonly text: string; readonly language: string }) => (
  <figure class="code-block">
    <figcaption>
      <span>{language === '' ? 'code' : language}</span>
      <CopyButton text={text} name="Copy code" />
    </figcaption>
    <pre tabIndex={0} aria-label={`Code${language === '' ? '' : `, ${language}`}`}>
      <code>
        <Words text={text} language={language} />
      </code>
    </pre>
  </figure>
);
