/** A block of code, with its language and a way to copy it. */
import { CopyButton } from './copy-button.tsx';

export const CodeBlock = ({ text, language }: { readonly text: string; readonly language: string }) => (
  <figure class="code-block">
    <figcaption>
      <span>{language === '' ? 'code' : language}</span>
      <CopyButton text={text} name="Copy code" />
    </figcaption>
    <pre tabIndex={0} aria-label={`Code${language === '' ? '' : `, ${language}`}`}>
      <code>{text}</code>
    </pre>
  </figure>
);
