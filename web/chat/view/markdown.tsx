/** A model's Markdown as elements. Nothing of it is ever HTML: what is not known here is shown as the text it is. */
import type { Token, Tokens } from 'marked';
import type { ComponentChildren, JSX } from 'preact';
import { memo } from 'preact/compat';
import { useRef } from 'preact/hooks';
import { CodeBlock } from './code-block.tsx';
import type { ReadText } from './growing.ts';
import { readOn } from './growing.ts';
import { safeAddress } from './safe-address.ts';

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
};

/** The lexer hands some text on with its signs escaped; elements escape by themselves. */
const plain = (text: string): string => text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (sign) => entities[sign] ?? sign);

const Away = ({ href, children }: { readonly href: string; readonly children: ComponentChildren }) => {
  const address = safeAddress(href);
  if (address === null) return <>{children}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer nofollow ugc">
      {children}
    </a>
  );
};

const inline = (tokens: readonly Token[] | undefined): ComponentChildren => tokens?.map(oneInline) ?? null;

const oneInline = (token: Token, at: number): JSX.Element | string => {
  switch (token.type) {
    case 'strong':
      return <strong key={at}>{inline(token.tokens)}</strong>;
    case 'em':
      return <em key={at}>{inline(token.tokens)}</em>;
    case 'del':
      return <del key={at}>{inline(token.tokens)}</del>;
    case 'codespan':
      return <code key={at}>{plain((token as Tokens.Codespan).text)}</code>;
    case 'br':
      return <br key={at} />;
    case 'link':
      return (
        <Away key={at} href={(token as Tokens.Link).href}>
          {inline(token.tokens)}
        </Away>
      );
    case 'image': {
      // A picture of a model's choosing would tell its host who reads this: it is a link.
      const { href, text } = token as Tokens.Image;
      return (
        <Away key={at} href={href}>
          [picture: {plain(text) === '' ? href : plain(text)}]
        </Away>
      );
    }
    case 'text':
      return 'tokens' in token && token.tokens !== undefined ? (
        <span key={at}>{inline(token.tokens)}</span>
      ) : (
        plain((token as Tokens.Text).text)
      );
    case 'escape':
      return plain((token as Tokens.Escape).text);
    default:
      return token.raw;
  }
};

const cellStyle = (align: string | null): string => (align === 'right' || align === 'center' ? `to-${align}` : '');

const Grid = ({ token: { header, rows } }: { readonly token: Tokens.Table }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label="Table">
    <table>
      <thead>
        <tr>
          {header.map((cell, at) => (
            <th key={at} scope="col" class={cellStyle(cell.align)}>
              {inline(cell.tokens)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, line) => (
          <tr key={line}>
            {row.map((cell, at) => (
              <td key={at} class={cellStyle(cell.align)}>
                {inline(cell.tokens)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

const items = (list: Tokens.List): JSX.Element[] =>
  list.items.map((item, at) => (
    <li key={at}>
      {item.task && <input type="checkbox" checked={item.checked ?? false} disabled aria-label="task" />}
      {item.tokens.map(oneBlock)}
    </li>
  ));

const oneBlock = (token: Token, at: number): JSX.Element | string | null => {
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'paragraph':
      return <p key={at}>{inline(token.tokens)}</p>;
    // Within lists and quotes a heading is no part of the page's order.
    case 'heading':
      return (
        <p key={at}>
          <strong>{inline(token.tokens)}</strong>
        </p>
      );
    case 'code': {
      const { text, lang } = token as Tokens.Code;
      return <CodeBlock key={at} text={text} language={(lang ?? '').split(/\s/)[0] ?? ''} />;
    }
    case 'blockquote':
      return <blockquote key={at}>{token.tokens?.map(oneBlock)}</blockquote>;
    case 'list': {
      const list = token as Tokens.List;
      if (!list.ordered) return <ul key={at}>{items(list)}</ul>;
      return (
        <ol key={at} start={list.start === '' ? 1 : list.start}>
          {items(list)}
        </ol>
      );
    }
    case 'table':
      return <Grid key={at} token={token as Tokens.Table} />;
    case 'hr':
      return <hr key={at} />;
    case 'html':
      return <p key={at}>{token.raw}</p>;
    case 'text':
    case 'checkbox':
      return token.type === 'checkbox' ? null : <span key={at}>{oneInline(token, at)}</span>;
    default:
      return <span key={at}>{oneInline(token, at)}</span>;
  }
};

/** A page has one first heading, and it is not the model's; below it no level is left out, whatever the model did. */
const headings = ['h2', 'h3', 'h4', 'h5', 'h6'] as const;

type Heading = (typeof headings)[number];

const headingsOf = (tokens: readonly Token[]): readonly (Heading | null)[] => {
  const open: number[] = [];
  return tokens.map((token) => {
    if (token.type !== 'heading') return null;
    const { depth } = token as Tokens.Heading;
    while ((open.at(-1) ?? 0) >= depth) open.pop();
    open.push(depth);
    return headings[open.length - 1] ?? 'h6';
  });
};

/** A growing answer changes only in its last block: those before are drawn once. */
const Block = memo(
  (parts: { readonly token: Token; readonly raw: string; readonly heading: Heading | null }) => {
    const { token, heading: Heading } = parts;
    return Heading === null ? <>{oneBlock(token, 0)}</> : <Heading>{inline((token as Tokens.Heading).tokens)}</Heading>;
  },
  (one, other) => one.raw === other.raw,
);

export const Markdown = ({ text }: { readonly text: string }) => {
  const read = useRef<ReadText | null>(null);
  const { tokens } = (read.current = readOn(read.current, text));
  const levels = headingsOf(tokens);
  return (
    <div class="markdown">
      {tokens.map((token, at) => (
        <Block key={at} token={token} raw={token.raw} heading={levels[at] ?? null} />
      ))}
    </div>
  );
};
