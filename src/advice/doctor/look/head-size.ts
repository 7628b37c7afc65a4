/** How large a head a site takes: cookies grow until something on the way refuses them. */
import type { HttpFacts } from '../http.ts';
import type { Scene } from '../scene.ts';
import { sideMs } from '../scene.ts';
import type { Answer, Door } from './answer.ts';
import { askingOf } from './answer.ts';

/** nginx takes 8 kB in one line, Node and Apache 16 and 8 kB in all, unless they are told otherwise. */
const stepsBytes = [4 * 1024, 8 * 1024, 16 * 1024] as const;
/** On a slow line a few kilobytes more tell nothing that is worth the wait. */
const slowMs = 800;

/** RFC 6585 section 5; nginx has codes of its own, and older servers say 400 or 413. */
const refusals: ReadonlySet<number> = new Set([400, 413, 431, 494]);

const statusOf = ({ asked }: Answer): number | null => (asked?.heard.kind === 'answer' ? asked.heard.status : null);

const isQuick = ({ phases: { firstByte } }: Answer): boolean => firstByte !== null && firstByte < slowMs;

/** Grows the head step by step until it is refused; `null`: that was not to be told. */
export const lookHeadSize = async (scene: Scene, door: Door, answer: Answer): Promise<HttpFacts['heads']> => {
  const usual = statusOf(answer);
  if (door.proxy !== null || usual === null || usual >= 500 || refusals.has(usual) || !isQuick(answer)) return null;
  const asking = askingOf(scene, door, scene.target.path);
  let takes = 0;
  for (const bytes of stepsBytes) {
    const headers = { ...asking.headers, 'x-padding': 'x'.repeat(bytes - answer.headerBytes) };
    const { heard, phases } = await scene.world.ask({ ...asking, headers, method: 'HEAD', ms: sideMs });
    if (heard.kind !== 'answer') break;
    if (refusals.has(heard.status)) return { takes, refuses: bytes, status: heard.status };
    takes = bytes;
    if ((phases.end ?? slowMs) >= slowMs) break;
  }
  return takes === 0 ? null : { takes, refuses: null, status: null };
};
