/** Finds the way out of this device: its router, whether that is there, and a tunnel where one is in use. Linux tells in files, others by commands. */
import { isIP } from 'node:net';
import type { DeviceSeen, DoctorWorld } from '../../../domain/doctor-ports.ts';
import type { LinkFacts } from '../link.ts';
import type { Leg } from './route-tables.ts';
import {
  readLinuxNeighbour,
  readLinuxRoutes,
  readLinuxRoutes6,
  readMacRoute,
  readNeighbour6,
  readWindowsRoute,
  readWindowsRoute6,
} from './route-tables.ts';

export interface WayOut {
  readonly router: LinkFacts['router'];
  readonly neighbour: LinkFacts['neighbour'];
  /** Name of the network device packets leave through. */
  readonly through: string | null;
}

const commandMs = 2_000;

/** `null`: this system did not tell; `'none'`: it has no way out. */
type Told = Leg | 'none' | null;

const printed = async (
  world: DoctorWorld,
  args: readonly string[],
  read: (text: string) => Leg | null,
): Promise<Told> => {
  const ran = await world.command({ file: 'route', args, ms: commandMs });
  return ran.kind === 'ran' ? (read(ran.out) ?? 'none') : null;
};

const inFile = async (world: DoctorWorld, path: string, read: (text: string) => Leg | null): Promise<Told> => {
  const text = await world.readText(path);
  return text === null ? null : (read(text) ?? 'none');
};

type Legs = Readonly<Record<4 | 6, (world: DoctorWorld) => Promise<Told>>>;

const nobody = (): Promise<Told> => Promise.resolve(null);

const legs = {
  linux: {
    4: (world) => inFile(world, '/proc/net/route', readLinuxRoutes),
    6: (world) => inFile(world, '/proc/net/ipv6_route', readLinuxRoutes6),
  },
  mac: {
    4: (world) => printed(world, ['-n', 'get', 'default'], readMacRoute),
    6: (world) => printed(world, ['-n', 'get', '-inet6', 'default'], readMacRoute),
  },
  windows: {
    4: (world) => printed(world, ['print', '-4', '0.0.0.0'], readWindowsRoute),
    6: (world) => printed(world, ['print', '-6', '::/0'], readWindowsRoute6),
  },
  other: { 4: nobody, 6: nobody },
} as const satisfies Record<DeviceSeen['os'], Legs>;

const neighbour4 = async (world: DoctorWorld, address: string): Promise<LinkFacts['neighbour']> => {
  const arp = await world.readText('/proc/net/arp');
  return arp === null ? null : readLinuxNeighbour(arp, address);
};

const neighbour6 = async (world: DoctorWorld, address: string): Promise<LinkFacts['neighbour']> => {
  if (world.device().os !== 'linux') return null;
  const [bare = address, through] = address.split('%');
  const line = through === undefined ? [] : ['dev', through];
  const ran = await world.command({ file: 'ip', args: ['-6', 'neigh', 'show', bare, ...line], ms: commandMs });
  return ran.kind === 'ran' ? readNeighbour6(ran.out) : null;
};

const addressIn = (leg: Told): string | null => (leg === null || leg === 'none' ? null : leg.address);

/** A line such as that of a modem has no machine at its other end that has an address. */
const routerIn = (leg: Told): string | null =>
  leg === null || leg === 'none' ? null : (leg.address ?? 'the line itself');

export const lookWayOut = async (world: DoctorWorld): Promise<WayOut> => {
  const { os } = world.device();
  const [four, six] = await Promise.all([legs[os][4](world), legs[os][6](world)]);
  if (four === null && six === null) return { router: null, neighbour: null, through: null };
  const [at4, at6] = [addressIn(four), addressIn(six)];
  const seen = await Promise.all([
    at4 === null ? null : neighbour4(world, at4),
    at6 === null ? null : neighbour6(world, at6),
  ]);
  const named = [four, six].flatMap((leg) => (leg === null || leg === 'none' ? [] : (leg.through ?? [])))[0] ?? null;
  const through = world.device().interfaces.find(({ address }) => address === named)?.name ?? named;
  return {
    router: { v4: routerIn(four), v6: routerIn(six) },
    neighbour: seen.includes('there') ? 'there' : seen.includes('gone') ? 'gone' : null,
    through,
  };
};

/** Where the router can be spoken to; `null`: nowhere. */
export const routerAddress = ({ router }: WayOut): string | null =>
  [router?.v4, router?.v6].find((each) => each != null && isIP(each.split('%')[0] ?? '') !== 0) ?? null;

const tunnels =
  /^(?:tun|tap|wg|ppp|utun|ipsec|tailscale|nordlynx|proton|mullvad|cloudflarewarp|zt|gpd|cscotun)|vpn|wireguard|wintun|tap-windows/i;

const asks = {
  linux: { file: 'ip', args: ['route', 'get'], read: (text: string) => / dev (\S+)/.exec(text)?.[1] ?? null },
  mac: { file: 'route', args: ['-n', 'get'], read: (text: string) => readMacRoute(text)?.through ?? null },
  windows: null,
  other: null,
} as const;

/** Where packets to this address leave: routes of their own can lead into a tunnel that is not the default. */
export const lookTunnel = async (world: DoctorWorld, out: WayOut, address: string | null): Promise<WayOut> => {
  const ask = asks[world.device().os];
  if (ask === null || address === null || out.router === null) return out;
  const args = [...ask.args, ...(ask.file === 'route' && isIP(address) === 6 ? ['-inet6'] : []), address];
  const ran = await world.command({ file: ask.file, args, ms: commandMs });
  const through = ran.kind === 'ran' ? ask.read(ran.out) : null;
  return through === null ? out : { ...out, through };
};

export const tunnelIn = ({ through }: WayOut): string | null =>
  through !== null && tunnels.test(through) ? through : null;
