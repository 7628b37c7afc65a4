/** A fix of one line as a change of the line that stands there, or as a new one below. */
import type { Edit } from './finding.ts';
import { lineText, type Place, positionOf, textAt } from './place.ts';

/** `proxy_read_timeout`, `timeout server`, `replicas:`: all but the value. */
const settingOf = (text: string): string => text.replace(/\s+\S+$/, '');

/** Whether the block it stands in is an `if`, which takes next to nothing. */
const isConditional = ({ source, start }: Place): boolean => {
  let open = 0;
  for (let at = start - 1; at >= 0; at -= 1) {
    const sign = source.text.charAt(at);
    if (sign === '}') open += 1;
    else if (sign === '{' && open > 0) open -= 1;
    else if (sign === '{')
      return /(?:^|[;{}\s])if\s*\([^{};]*\)\s*$/.test(source.text.slice(Math.max(0, at - 500), at));
  }
  return false;
};

/** Of nginx, where a directive ends with its semicolon: what a `proxy_pass` lacks stands right below it. */
const adding = ({ source, ...place }: Place, fix: string): Edit | null => {
  const isDirective = /^\w+ [^;#\n]+;$/.test(fix) && /^proxy_pass\s/.test(textAt({ source, ...place }));
  if (!isDirective || source.text.charAt(place.end) !== ';' || isConditional({ source, ...place })) return null;
  const { line, column } = positionOf({ source, ...place });
  const before = lineText(source, line).slice(0, column - 1);
  const after = place.end + 1;
  const text = /^\s*$/.test(before) ? `\n${before}${fix}` : ` ${fix}`;
  return { place: { source, start: after, end: after }, text };
};

/** Only where the same setting stands there already, with another value, or where it can be added. */
export const mending = (place: Place, fix: string): { readonly edit?: Edit } => {
  const text = fix.replace(/;$/, '');
  const setting = settingOf(text);
  const there = textAt(place);
  const isSame = setting !== text && !text.includes('\n') && !there.includes('\n') && settingOf(there) === setting;
  const edit = isSame ? { place, text } : adding(place, fix);
  return edit === null ? {} : { edit };
};
