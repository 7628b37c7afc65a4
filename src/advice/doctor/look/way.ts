/** Tries the addresses, the neighbours and the controls, side by side. */
import { isIP } from 'node:net';
import type { Dialled } from '../../../domain/doctor-ports.ts';
import type { Burst } from '../burst.ts';
import { burst } from '../burst.ts';
import type { Scene } from '../scene.ts';
import { dialMs, sideMs } from '../scene.ts';
import type { TcpFacts } from '../tcp.ts';

export interface Try {
  readonly address: string;
  readonly family: 4 | 6;
  readonly dialled: Dialled;
}

const perFamily = 2;
/** Where others would go: to see whether they are right. */
const mostTheirs = 2;
/** Most machines that serve anything have one of these open. */
const commonPorts = [443, 80] as const;

const familyOf = (address: string): 4 | 6 => (isIP(address) === 6 ? 6 : 4);

const tryAll = ({ world, target }: Scene, addresses: readonly string[]): Promise<readonly Try[]> =>
  Promise.all(
    addresses.map(async (address) => ({
      address,
      family: familyOf(address),
      dialled: await world.dial({ address, port: target.port, ms: dialMs }),
    })),
  );

export const lookTries = async (
  scene: Scene,
  { mine, theirs }: { readonly mine: readonly string[]; readonly theirs: readonly string[] },
): Promise<{ readonly mine: readonly Try[]; readonly theirs: readonly Try[] }> => {
  const chosen = ([4, 6] as const).flatMap((family) =>
    mine.filter((each) => familyOf(each) === family).slice(0, perFamily),
  );
  const [own, others] = await Promise.all([tryAll(scene, chosen), tryAll(scene, theirs.slice(0, mostTheirs))]);
  return { mine: own, theirs: others };
};

export const lookControls = ({ world, controls }: Scene): Promise<TcpFacts['controls']> =>
  Promise.all(
    controls.controls.map(async ({ name, address, port }) => ({
      name,
      port,
      dialled: await world.dial({ address, port, ms: dialMs }),
    })),
  );

/** The same machine at other ports: only asked while nobody answers at the one in question. */
export const lookNeighbours = ({ world, target }: Scene, address: string): Promise<TcpFacts['neighbours']> =>
  Promise.all(
    commonPorts
      .filter((port) => port !== target.port)
      .map(async (port) => ({ port, dialled: await world.dial({ address, port, ms: sideMs }) })),
  );

export const lookBurst = (scene: Scene, address: string, port: number): Promise<Burst> =>
  burst(scene.world, { address, port, ms: dialMs + 500 });
