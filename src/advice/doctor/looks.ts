/** All that can be looked at on the way, each taken when a judge first asks for it and shared by all who do. */
import type { CauseCode } from '../../domain/cause.ts';
import type { ProxyAddress } from '../../domain/doctor-ports.ts';
import type { Burst } from './burst.ts';
import { isLossy, readBurst } from './burst.ts';
import { once } from './once.ts';
import type { Answer, Door } from './look/answer.ts';
import { askingOf, lookAnswer, nobody } from './look/answer.ts';
import { lookBrowsersProxy } from './look/browsers-proxy.ts';
import { aheadIn } from './look/clock.ts';
import { lookHeadSize } from './look/head-size.ts';
import { lookBigPackets, lookSpeed } from './look/load.ts';
import type { Names } from './look/names.ts';
import { addressesIn, lookNames, systemReply } from './look/names.ts';
import { lookGateway, lookStreams } from './look/own.ts';
import { lookPortals } from './look/portals.ts';
import { lookTunnel, lookWayOut, routerAddress } from './look/router.ts';
import { lookStatusPage } from './look/status-page.ts';
import { lookIssuers } from './look/issuers.ts';
import { askUrl } from './look/url.ts';
import type { Try } from './look/way.ts';
import { lookBurst, lookControls, lookNeighbours, lookTries } from './look/way.ts';
import type { ProxyFacts } from './proxy.ts';
import type { Scene } from './scene.ts';
import { dialMs, nameMs, sideMs } from './scene.ts';

interface Way {
  readonly mine: readonly Try[];
  readonly theirs: readonly Try[];
}

interface Proxied {
  readonly used: ProxyFacts['used'];
  readonly address: ProxyAddress | null;
}

const noNames: Names = { hosts: [], system: null, own: [], others: [] };

export const openIn = (tries: readonly Try[]): Try | undefined => tries.find(({ dialled }) => dialled.kind === 'open');

const isHereHost = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** What keeps a gateway on this device from its AI services may be this device’s own way out. */
const pointsOut: ReadonlySet<CauseCode | null> = new Set([
  'dns_error',
  'dns_timeout',
  'connection_timeout',
  'destination_ip_unroutable',
]);

const isGood = ({ asked }: Pick<Answer, 'asked'>): boolean => asked?.tls != null && asked.heard.kind === 'answer';

const isLost = (burst: Burst | null): boolean => {
  const reading = burst === null ? null : readBurst(burst);
  return reading !== null && isLossy(reading);
};

export class Looks {
  readonly scene: Scene;
  readonly #sinceNow: number;
  readonly #sinceMonotonic: number;

  constructor(scene: Scene) {
    this.scene = scene;
    this.#sinceNow = scene.world.clock.now();
    this.#sinceMonotonic = scene.world.clock.monotonic();
  }

  readonly proxied = once(async (): Promise<Proxied> => {
    const { proxy, world } = this.scene;
    if (proxy === null) return { used: null, address: null };
    const { host, port, from, login } = proxy;
    const reply = await systemReply(this.scene, host, nameMs);
    const address = (reply.kind === 'answer' ? reply.addresses[0] : undefined) ?? host;
    const { kind } = proxy;
    const dialled = await world.dial({ address, port, ms: dialMs });
    const used = { from, name: `${host}:${port}`, isHere: isHereHost(host), isSupported: kind !== 'other', dialled };
    return { used, address: kind !== 'other' && dialled.kind === 'open' ? { kind, address, port, login } : null };
  });

  readonly names = once(async (): Promise<Names> => (this.scene.proxy === null ? lookNames(this.scene) : noNames));

  readonly way = once(async (): Promise<Way> => {
    if (this.scene.proxy !== null) return { mine: [], theirs: [] };
    return lookTries(this.scene, addressesIn(this.scene, await this.names()));
  });

  /** Where the page can be asked for; `null`: nowhere. */
  readonly door = once(async (): Promise<Door | null> => {
    if (this.scene.proxy !== null) {
      const { address } = await this.proxied();
      return address === null ? null : { address: address.address, proxy: address };
    }
    const open = openIn((await this.way()).mine);
    return open === undefined ? null : { address: open.address, proxy: null };
  });

  readonly answer = once(async (): Promise<Answer> => {
    const door = await this.door();
    return door === null ? nobody : lookAnswer(this.scene, door);
  });

  /** Whether the same site shows a good certificate where others say it is, while it does not where this device believes. */
  readonly isGoodElsewhere = once(async (): Promise<boolean> => {
    const { asked } = await this.answer();
    const theirs = openIn((await this.way()).theirs);
    if (asked?.heard.kind !== 'failed' || asked.heard.at !== 'tls' || theirs === undefined) return false;
    return isGood(await lookAnswer(this.scene, { address: theirs.address, proxy: null }));
  });

  readonly own = once(async () => this.#behind((door) => lookGateway(this.scene, door)));

  readonly streams = once(async () => (await this.#behind((door) => lookStreams(this.scene, door))) ?? []);

  /** Nothing but this device is in question. */
  readonly isAlone = once(async (): Promise<boolean> => {
    const { target, proxy } = this.scene;
    if (!target.isHere || proxy !== null) return false;
    const upstreams = (await this.own())?.said?.upstreams ?? [];
    const isCutOff = upstreams.length > 0 && upstreams.every(({ isUp, code }) => !isUp && pointsOut.has(code));
    return !isCutOff;
  });

  readonly controls = once(async () => ((await this.isAlone()) ? [] : lookControls(this.scene)));

  readonly portals = once(async () => ((await this.isAlone()) ? { probes: [], answers: [] } : lookPortals(this.scene)));

  /** The router’s hardware address is asked for when somebody tries to get out, so it is looked at after that. */
  readonly wayOut = once(async () => {
    await Promise.all([this.way(), this.controls()]);
    return lookWayOut(this.scene.world);
  });

  readonly routerBurst = once(async () => {
    const address = routerAddress(await this.wayOut());
    // A page on its way would delay what is measured here.
    await this.answer();
    return address === null || (await this.isAlone()) ? null : lookBurst(this.scene, address, 53);
  });

  readonly tunnel = once(async () => {
    const [out, { mine }] = [await this.wayOut(), await this.way()];
    return lookTunnel(this.scene.world, out, mine[0]?.address ?? null);
  });

  readonly burst = once(async () => {
    const { target } = this.scene;
    const open = openIn((await this.way()).mine);
    // One after the other: together they would fill a thin line, and measure themselves.
    const near = await this.routerBurst();
    if (open === undefined || target.isHere || isLost(near)) return null;
    return lookBurst(this.scene, open.address, target.port);
  });

  readonly neighbours = once(async () => {
    const { mine } = await this.way();
    const silent = mine.find(({ dialled }) => dialled.kind === 'failed' && dialled.code === 'ETIMEDOUT');
    return openIn(mine) === undefined && silent !== undefined ? lookNeighbours(this.scene, silent.address) : [];
  });

  /** Whether a secure line can be made there under another name, while under its own nothing comes or it is cut. */
  readonly isNameBlocked = once(async () => {
    const [door, { asked }] = [await this.door(), await this.answer()];
    const isStopped = asked?.heard.kind === 'failed' && asked.heard.at === 'tls' && asked.tls === null;
    if (door === null || !isStopped) return false;
    const asking = { ...askingOf(this.scene, door, '/'), host: 'good-gateway.invalid', ms: sideMs };
    return (await this.scene.world.ask(asking)).tls !== null;
  });

  /** Whether a site that makes nothing of a plain request answers an encrypted one. */
  readonly wantsHttps = once(async () => {
    const [door, { asked, isSecure }] = [await this.door(), await this.answer()];
    if (door === null || door.proxy !== null || isSecure || asked === null) return false;
    const { heard } = asked;
    const isRefused =
      heard.kind === 'failed' ? heard.at === 'answer' && heard.code !== 'ETIMEDOUT' : heard.status === 400;
    if (!isRefused) return false;
    const asking = { ...askingOf(this.scene, door, '/'), scheme: 'https' as const, ms: sideMs };
    return (await this.scene.world.ask(asking)).tls !== null;
  });

  readonly bigPackets = once(async () => {
    const [door, answer] = [await this.door(), await this.answer()];
    const isMeasured = door !== null && !this.scene.target.isHere && !(await this.isNameBlocked());
    // Where any packet may be lost, a large one that is lost tells nothing.
    if (!isMeasured || isLost(await this.routerBurst()) || isLost(await this.burst())) return null;
    return lookBigPackets(this.scene, door, answer);
  });

  readonly headSize = once(async () => {
    const [door, answer] = [await this.door(), await this.answer()];
    // Where packets get lost, or large ones vanish, a large head that is not answered tells nothing.
    if (door === null || (!this.scene.target.isHere && (await this.bigPackets()) !== 'come')) return null;
    return lookHeadSize(this.scene, door, answer);
  });

  readonly speed = once(async () => {
    const [door, answer] = [await this.door(), await this.answer()];
    // And bytes would delay those.
    await this.headSize();
    return door === null ? null : lookSpeed(this.scene, door, answer);
  });

  /** A proxy that browsers use here, and whether it leads there. */
  readonly ofSystem = once(async () =>
    this.scene.proxy !== null || this.scene.target.isHere ? null : lookBrowsersProxy(this.scene),
  );

  readonly clock = once(async () => {
    const [{ answers }, { asked }] = await Promise.all([this.portals(), this.answer()]);
    const now = this.scene.world.clock.now();
    const found = aheadIn([...answers, asked], now);
    const isDateRefused = asked?.heard.kind === 'failed' && /EXPIRED|NOT_YET_VALID/.test(asked.heard.code);
    if (found !== null || !isDateRefused) return found;
    // The same machine without encryption: its word on the time is better than none.
    const plain = await askUrl(this.scene, `http://${this.scene.target.host}/`, 1);
    return aheadIn([plain], this.scene.world.clock.now());
  });

  /** Who signs the certificates of others here, where nobody vouches for the one in question. */
  readonly issuersElsewhere = once(async (): Promise<readonly string[]> => {
    const { asked } = await this.answer();
    return asked?.tls?.refusal == null ? [] : lookIssuers(this.scene);
  });

  readonly page = once(async () => lookStatusPage(this.scene));

  async #behind<T>(look: (door: Door) => Promise<T>): Promise<T | null> {
    const [door, { isOurs }] = [await this.door(), await this.answer()];
    return door === null || !isOurs ? null : look(door);
  }

  /** While a device sleeps its calendar goes on, and its stopwatch stands still. */
  sleptMs(): number {
    const { clock } = this.scene.world;
    return Math.max(0, clock.now() - this.#sinceNow - (clock.monotonic() - this.#sinceMonotonic));
  }
}
