/** Reads a change marker that a deploy pipeline or an operator posts: `{ at?, what, by?, upstream? }`, everything bounded. */
import { isObject } from '../dialect/reading.ts';
import { isText, timeOf } from './field.ts';
import type { Marker } from '../policy/root-cause/sighting.ts';

export type ReadChange =
  | { readonly kind: 'change'; readonly marker: Marker }
  | { readonly kind: 'refused'; readonly message: string };

export interface ChangeBounds {
  readonly now: number;
  /** Names a marker may be about. */
  readonly upstreams: readonly string[];
}

const longestWhat = 200;
const longestBy = 100;
const oldestMs = 86_400_000;
/** A pipeline's clock may be ahead of ours. */
const aheadMs = 300_000;
const known = new Set(['at', 'what', 'by', 'upstream']);

const refused = (message: string): ReadChange => ({ kind: 'refused', message });

export const readChange = (body: unknown, { now, upstreams }: ChangeBounds): ReadChange => {
  if (!isObject(body)) return refused('Send an object: { "what": "…", "at"?, "by"?, "upstream"? }.');
  const strange = Object.keys(body).find((key) => !known.has(key));
  if (strange !== undefined) return refused('Only "what", "at", "by" and "upstream" are taken.');
  const { what, by = null, upstream = null, at = now } = body;
  if (!isText(what, longestWhat)) return refused(`"what" says what was changed, in at most ${longestWhat} characters.`);
  if (by !== null && !isText(by, longestBy)) return refused(`"by" is a name of at most ${longestBy} characters.`);
  if (upstream !== null && !upstreams.some((name) => name === upstream))
    return refused('"upstream" is none of the configured ones; leave it out for a change to all.');
  const time = timeOf(at);
  if (time === null || time < now - oldestMs || time > now + aheadMs)
    return refused('"at" is a time of the last day, as ISO 8601 with its offset or in milliseconds since 1970.');
  const about = typeof upstream === 'string' ? upstream : null;
  return {
    kind: 'change',
    marker: { kind: 'change', at: time, upstream: about, what, by: typeof by === 'string' ? by : null },
  };
};
