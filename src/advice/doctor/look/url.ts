/** Fetches a page that is not the one in question: a control, a sign-in probe, a status page. */
import type { Asked } from '../../../domain/doctor-ports.ts';
import type { Scene } from '../scene.ts';
import { nameMs, sideMs } from '../scene.ts';
import { readTarget } from '../target.ts';
import { systemReply } from './names.ts';

export const textOf = (asked: Asked | null): string =>
  asked?.heard.kind === 'answer' ? asked.heard.pieces.map(({ text }) => text).join('') : '';

/** Straight, without a proxy; `null`: its name led nowhere. */
export const askUrl = async (scene: Scene, url: string, bytes: number): Promise<Asked | null> => {
  const target = readTarget(url);
  if (target === null) return null;
  const { scheme, host, port } = target;
  const reply = target.isAddress ? null : await systemReply(scene, host, nameMs);
  const address = target.isAddress ? host : reply?.kind === 'answer' ? reply.addresses[0] : undefined;
  if (address === undefined) return null;
  const path = `${target.path}${new URL(target.url === url ? target.url : url).search}`;
  const headers = { accept: '*/*', 'accept-encoding': 'identity' };
  return scene.world.ask({
    scheme,
    host,
    port,
    address,
    proxy: null,
    method: 'GET',
    path,
    headers,
    body: null,
    ms: sideMs,
    bytes,
  });
};
