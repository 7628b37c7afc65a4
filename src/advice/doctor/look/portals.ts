/** Fetches pages whose answers are known; what differs comes from the network. Their clocks are read on the way. */
import type { Asked } from '../../../domain/doctor-ports.ts';
import type { PortalFacts } from '../portal.ts';
import type { Scene } from '../scene.ts';
import { askUrl, textOf } from './url.ts';

const mostBytes = 4_096;

export interface Portals {
  readonly probes: PortalFacts['probes'];
  readonly answers: readonly (Asked | null)[];
}

export const lookPortals = async (scene: Scene): Promise<Portals> => {
  const wanted = scene.target.isHere && scene.proxy === null ? [] : scene.controls.portals;
  const answers = await Promise.all(wanted.map(({ url }) => askUrl(scene, url, mostBytes)));
  const probes = wanted.map(({ url, status, body }, at) => {
    const asked = answers[at] ?? null;
    const heard = asked?.heard;
    if (heard?.kind !== 'answer') return { url, status: null, fits: false, location: null };
    const fits = heard.status === status && (body === '' ? textOf(asked) === '' : textOf(asked).includes(body));
    return { url, status: heard.status, fits, location: heard.headers['location']?.slice(0, 200) ?? null };
  });
  return { probes, answers };
};
