/** A fix of one line as a change of the line that stands there. */
import type { Edit } from './finding.ts';
import { type Place, textAt } from './place.ts';

/** `proxy_read_timeout`, `timeout server`, `replicas:`: all but the value. */
const settingOf = (text: string): string => text.replace(/\s+\S+$/, '');

/** Only where the same setting stands there already, with another value. */
export const mending = (place: Place, fix: string): { readonly edit?: Edit } => {
  const text = fix.replace(/;$/, '');
  const setting = settingOf(text);
  const there = textAt(place);
  const isSame = setting !== text && !text.includes('\n') && !there.includes('\n') && settingOf(there) === setting;
  return isSame ? { edit: { place, text } } : {};
};
