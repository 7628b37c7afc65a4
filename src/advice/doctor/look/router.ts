/** Finds the way out of this device: its router, whether that is there, and a tunnel where one is in use. Linux tells in files, others by commands. */
import type { DoctorWorld } from '../../../domain/doctor-ports.ts';
import type { LinkFacts } from '../link.ts';

export interface WayOut {
  readonly router: LinkFacts['router'];
  readonly neighbour: LinkFacts['neighbour'];
  /** Name of the network device packets leave through. */
  readonly through: string | null;
}

interface Leg {
  readonly address: string | null;
  readonly through: string | null;
}

const commandMs = 2_000;

/** Little-endian, as the kernel prints it. */
const addressOf = (hex: string): string | null => {
  const bytes = (hex.match(/../g) ?? []).map((each) => Number.parseInt(each, 16)).toReversed();
  return bytes.length === 4 && bytes.some((each) => each !== 0) ? bytes.join('.') : null;
};

/** `/proc/net/route`: a default route has no destination bits; the two halves of VPNs (0/1 and 128/1) count as one. */
export const readLinuxRoutes = (text: string): Leg | null => {
  const rows = text
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));
  const half = rows.find(([, to, , , , , , mask]) => to === '00000000' && mask === '00000080');
  const whole = rows
    .filter(([, to, , , , , , mask]) => to === '00000000' && mask === '00000000')
    .toSorted((one, other) => Number(one[6]) - Number(other[6]))[0];
  const row = half ?? whole;
  return row === undefined ? null : { through: row[0] ?? null, address: addressOf(row[2] ?? '') };
};

/** `/proc/net/arp`: flags 0x0 is a question nobody answers. */
export const readLinuxNeighbour = (text: string, address: string): LinkFacts['neighbour'] => {
  const row = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([first]) => first === address);
  return row === undefined ? null : row[2] === '0x0' ? 'gone' : 'there';
};

/** `route -n get default` of macOS. */
export const readMacRoute = (text: string): Leg | null => {
  const of = (name: string): string | null => new RegExp(`^\\s*${name}: (\\S+)`, 'm').exec(text)?.[1] ?? null;
  const through = of('interface');
  return through === null ? null : { through, address: of('gateway') };
};

/** `route print -4 0.0.0.0` of Windows. */
export const readWindowsRoute = (text: string): Leg | null => {
  const row = /^\s*0\.0\.0\.0\s+0\.0\.0\.0\s+(\S+)\s+(\S+)/m.exec(text);
  return row === null ? null : { through: null, address: /^\d/.test(row[1] ?? '') ? (row[1] ?? null) : null };
};

/** `null`: this system did not tell; `'none'`: it has no way out. */
const legOf = async (world: DoctorWorld): Promise<Leg | 'none' | null> => {
  const { os } = world.device();
  if (os === 'linux') {
    const text = await world.readText('/proc/net/route');
    return text === null ? null : (readLinuxRoutes(text) ?? 'none');
  }
  const ask = {
    mac: ['route', ['-n', 'get', 'default']],
    windows: ['route', ['print', '-4', '0.0.0.0']],
    other: null,
  } as const;
  const wanted = ask[os];
  if (wanted === null) return null;
  const ran = await world.command({ file: wanted[0], args: wanted[1], ms: commandMs });
  if (ran.kind !== 'ran') return null;
  return (os === 'mac' ? readMacRoute(ran.out) : readWindowsRoute(ran.out)) ?? 'none';
};

/** The default route of IPv6 goes by all zeros in `/proc/net/ipv6_route`, but for the one that rejects. */
const hasLinuxV6 = (text: string): boolean =>
  text.split('\n').some((line) => {
    const [to, length, , , , , , , flags = '0', through] = line.trim().split(/\s+/);
    return (
      /^0{32}$/.test(to ?? '') && length === '00' && through !== 'lo' && (Number.parseInt(flags, 16) & 0x200) === 0
    );
  });

export const lookWayOut = async (world: DoctorWorld): Promise<WayOut> => {
  const [leg, v6] = await Promise.all([legOf(world), world.readText('/proc/net/ipv6_route')]);
  if (leg === null) return { router: null, neighbour: null, through: null };
  const six = v6 !== null && hasLinuxV6(v6) ? 'by IPv6' : null;
  if (leg === 'none') return { router: { v4: null, v6: six }, neighbour: null, through: null };
  const arp = leg.address === null ? null : await world.readText('/proc/net/arp');
  const neighbour = arp === null || leg.address === null ? null : readLinuxNeighbour(arp, leg.address);
  return { router: { v4: leg.address ?? 'the line itself', v6: six }, neighbour, through: leg.through };
};

const tunnels = /^(?:tun|tap|wg|ppp|utun|ipsec|tailscale|nordlynx|proton|mullvad|cloudflarewarp|zt|gpd|cscotun)/i;

/** Where packets to this address leave: routes of their own can lead into a tunnel that is not the default. */
export const lookTunnel = async (world: DoctorWorld, out: WayOut, address: string | null): Promise<WayOut> => {
  if (world.device().os !== 'linux' || address === null || out.router === null) return out;
  const ran = await world.command({ file: 'ip', args: ['route', 'get', address], ms: commandMs });
  const through = ran.kind === 'ran' ? (/ dev (\S+)/.exec(ran.out)?.[1] ?? null) : null;
  return through === null ? out : { ...out, through };
};

export const tunnelIn = ({ through }: WayOut): string | null =>
  through !== null && tunnels.test(through) ? through : null;
