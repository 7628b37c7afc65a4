/** What the doctor asks of the world: `io/doctor-*` implements it. Nothing here ever rejects; every wait has a bound of its own. */
import type { Clock, Random } from './ports.ts';

/** A program of the system, run without a shell. `late`: it was ended. */
export type Ran =
  | { readonly kind: 'ran'; readonly status: number; readonly out: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'late' };

export type Command = (wish: {
  readonly file: string;
  readonly args: readonly string[];
  readonly ms: number;
}) => Promise<Ran>;

/** `code` of a failure: the system's, or `ETIMEDOUT` where nothing came in time. */
export type Dialled =
  | { readonly kind: 'open'; readonly ms: number }
  | { readonly kind: 'failed'; readonly code: string; readonly ms: number };

/** One try to connect to an address. */
export type Dial = (wish: { readonly address: string; readonly port: number; readonly ms: number }) => Promise<Dialled>;

/** `hosts`: the hosts file alone. `system`: as programs of this device ask. The others: one question to one server, past all caches of this device. */
export type ResolveWay =
  | { readonly kind: 'hosts' }
  | { readonly kind: 'system' }
  | { readonly kind: 'udp' | 'tcp'; readonly server: string }
  | { readonly kind: 'doh'; readonly url: string };

export type Reply =
  | {
      readonly kind: 'answer';
      /** `NOERROR`, `NXDOMAIN`, `SERVFAIL`, `REFUSED` … */
      readonly rcode: string;
      readonly addresses: readonly string[];
      readonly ttlSeconds: number | null;
      readonly ms: number;
    }
  | { readonly kind: 'silent'; readonly ms: number }
  | { readonly kind: 'failed'; readonly code: string; readonly ms: number };

export type Resolve = (wish: {
  readonly name: string;
  /** `0`: both, which `hosts` and `system` alone can. */
  readonly family: 0 | 4 | 6;
  readonly way: ResolveWay;
  readonly ms: number;
}) => Promise<Reply>;

export interface CertificateSeen {
  readonly subject: string;
  readonly issuer: string;
  readonly organisation: string;
  readonly names: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly validFrom: number;
  readonly validTo: number;
  /** It says where its issuer’s certificate is to be had, as those of public authorities do (RFC 5280 section 4.2.2.1). */
  readonly namesIssuerAddress: boolean;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
}

export interface TlsSeen {
  readonly protocol: string;
  /** `null`: this program trusts it. Else why not, as OpenSSL says it. */
  readonly refusal: string | null;
  /** Whether the certificates this system trusts vouch for it; `null`: nobody asked. */
  readonly trustedBySystem: boolean | null;
  /** Whether the first certificate is for the name that was asked for. */
  readonly namesFit: boolean;
  /** The site's own first. */
  readonly chain: readonly CertificateSeen[];
}

export interface ProxyAddress {
  readonly kind: 'http' | 'socks';
  readonly address: string;
  readonly port: number;
  /** `NAME:PASSWORD`, or `null`. */
  readonly login: string | null;
}

export interface Asking {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  /** Where to connect to, unless a proxy does that. */
  readonly address: string;
  readonly proxy: ProxyAddress | null;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** For all of it. */
  readonly ms: number;
  /** No more of the body is read. */
  readonly bytes: number;
}

/** Milliseconds from the start; `null`: it did not come that far. */
export interface AskPhases {
  readonly connect: number | null;
  readonly tls: number | null;
  readonly firstByte: number | null;
  readonly end: number | null;
}

export interface Piece {
  /** Milliseconds from the start. */
  readonly at: number;
  readonly text: string;
}

export type Heard =
  | {
      readonly kind: 'answer';
      readonly status: number;
      /** Lower-case names. */
      readonly headers: Readonly<Record<string, string>>;
      readonly pieces: readonly Piece[];
      /** `enough`: as much as was wanted. `late`: the time was up. `cut`: the connection broke. */
      readonly ending: 'whole' | 'enough' | 'late' | 'cut';
    }
  | {
      readonly kind: 'failed';
      readonly at: 'connect' | 'proxy' | 'tls' | 'answer';
      readonly code: string;
      /** What the proxy answered instead of connecting. */
      readonly status: number | null;
    };

export interface Asked {
  readonly phases: AskPhases;
  readonly tls: TlsSeen | null;
  readonly heard: Heard;
  /** How long this program itself stood still in one piece meanwhile: what came then is seen late. */
  readonly stoodMs: number;
}

/** Plain bytes on a connection of their own: whether anything comes back, whatever it is. */
export type Poke = (wish: {
  readonly address: string;
  readonly port: number;
  readonly text: string;
  readonly ms: number;
}) => Promise<'answered' | 'closed' | 'silent'>;

/** One request, on a connection of its own. A certificate that is not trusted is reported, and nothing is sent over it. */
export type Ask = (asking: Asking) => Promise<Asked>;

export interface InterfaceSeen {
  readonly name: string;
  readonly address: string;
  readonly family: 4 | 6;
  /** Loopback. */
  readonly isInternal: boolean;
}

/** What the device tells of itself without asking anybody. */
export interface DeviceSeen {
  readonly os: 'linux' | 'mac' | 'windows' | 'other';
  readonly interfaces: readonly InterfaceSeen[];
  /** Variables that name proxies and trust, in whatever case they were written. */
  readonly proxies: Readonly<Record<string, string>>;
  /** The resolvers this device is set to ask, as `address` or `address:port`. */
  readonly resolvers: readonly string[];
}

export interface DoctorWorld {
  readonly clock: Clock;
  readonly random: Random;
  device(): DeviceSeen;
  readonly command: Command;
  readonly dial: Dial;
  readonly resolve: Resolve;
  readonly ask: Ask;
  readonly poke: Poke;
  /** Text of a small file; `null`: there is none, or it cannot be read. */
  readText(path: string): Promise<string | null>;
}
