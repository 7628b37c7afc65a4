/** A world for the doctor in which all is well, but for what a test changes. No socket, no clock. */
import type { Asked, Asking, DoctorWorld, Heard } from '../../src/domain/doctor-ports.ts';
import { handClock } from './hand-clock.ts';

export interface Staged {
  /** What an address and port do to who connects; unless said they are open. */
  readonly doors?: Readonly<Record<string, string>>;
  /** What a URL path answers; unless said a page. */
  readonly answer?: (asking: Asking) => Heard;
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly routes?: string;
}

export const pageOf = (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Heard => ({
  kind: 'answer',
  status,
  headers,
  pieces: [{ at: 10, text: body }],
  ending: 'whole',
});

const asked = (heard: Heard): Asked => ({
  phases: { connect: 5, tls: null, firstByte: heard.kind === 'answer' ? 10 : null, end: 11 },
  tls: null,
  heard,
  stoodMs: 0,
});

const routes =
  'Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\n';

/** Pauses between connections pass at once; what bounds a whole walk never comes. */
const shortMs = 1_000;

export const doctorWorld = (staged: Staged = {}): DoctorWorld => {
  const { doors = {}, answer = () => pageOf(200), names = {} } = staged;
  const clock = handClock();
  return {
    clock: { ...clock, sleep: (ms, signal) => (ms < shortMs ? Promise.resolve() : clock.sleep(ms, signal)) },
    random: { draw: () => 0, hex: (bytes) => '0'.repeat(bytes * 2) },
    device: () => ({
      os: 'linux',
      interfaces: [{ name: 'eth0', address: '192.0.2.9', family: 4, isInternal: false }],
      proxies: {},
      resolvers: ['192.0.2.53'],
    }),
    command: () => Promise.resolve({ kind: 'absent' }),
    dial: ({ address, port }) => {
      const code = doors[`${address}:${port}`] ?? doors[address];
      return Promise.resolve(code === undefined ? { kind: 'open', ms: 5 } : { kind: 'failed', code, ms: 5 });
    },
    resolve: ({ name, way }) => {
      const addresses = way.kind === 'hosts' ? [] : (names[name] ?? []);
      const rcode = addresses.length === 0 && way.kind !== 'hosts' ? 'NXDOMAIN' : 'NOERROR';
      return Promise.resolve({ kind: 'answer', rcode, addresses, ttlSeconds: 60, ms: 5 });
    },
    ask: (asking) => Promise.resolve(asked(answer(asking))),
    poke: () => Promise.resolve('answered'),
    readText: (path) => Promise.resolve(path === '/proc/net/route' ? (staged.routes ?? routes) : null),
  };
};
