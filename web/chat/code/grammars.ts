/** Colours of code: what each word is, as a tree of text. Loaded with the first block of code, and never a reason to wait. */
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import nginx from 'highlight.js/lib/languages/nginx';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  nginx,
  php,
  python,
  ruby,
  rust,
  shell,
  sql,
  typescript,
  xml,
  yaml,
});

/** A text, or what a part of the code is and its texts. */
export type Word = string | { readonly kind: string; readonly words: readonly Word[] };

type Nodes = ReturnType<typeof lowlight.highlight>['children'];

const wordsOf = (nodes: Nodes): readonly Word[] =>
  nodes.flatMap((node): readonly Word[] => {
    if (node.type === 'text') return [node.value];
    if (node.type !== 'element') return [];
    const { className } = node.properties;
    const [kind = ''] = Array.isArray(className) ? className.map(String) : [];
    return [{ kind, words: wordsOf(node.children) }];
  });

/** `null` for a language that is not known here. */
export const wordsIn = (language: string, text: string): readonly Word[] | null =>
  lowlight.registered(language) ? wordsOf(lowlight.highlight(language, text, { prefix: 'is-' }).children) : null;
