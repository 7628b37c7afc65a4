/** Asks controls with certificates: where the same unknown name signs them all, somebody stands in between. */
import type { Scene } from '../scene.ts';
import { sideMs } from '../scene.ts';

const headers = { accept: '*/*' } as const;

/** Names on the certificates that nobody vouches for. */
export const lookIssuers = async ({ world, controls }: Scene): Promise<readonly string[]> => {
  const secure = controls.controls.flatMap((each) => (each.host === null ? [] : [{ ...each, host: each.host }]));
  const asked = await Promise.all(
    secure.map(({ address, port, host }) =>
      world.ask({
        scheme: 'https',
        host,
        port,
        address,
        proxy: null,
        method: 'HEAD',
        path: '/',
        headers,
        body: null,
        ms: sideMs,
        bytes: 1,
      }),
    ),
  );
  return asked.flatMap(({ tls }) =>
    tls === null || tls.refusal === null ? [] : tls.chain.map(({ issuer }) => issuer),
  );
};
