/** Walks the whole way: every look starts as soon as what it needs is known, and every hop is told as soon as it is judged. */
import type { DoctorWorld, ProxyAddress } from '../../domain/doctor-ports.ts';
import type { Controls } from './controls.ts';
import { judgeDevice } from './device.ts';
import type { Diagnosis, Hop, HopId, Judgement } from './diagnosis.ts';
import { hopIds } from './diagnosis.ts';
import { judgeDns } from './dns.ts';
import { judgeGateway } from './gateway.ts';
import { judgeHttp } from './http.ts';
import { unknown } from './judgement.ts';
import { judgeLink } from './link.ts';
import type { Answer, Door } from './look/answer.ts';
import { lookAnswer } from './look/answer.ts';
import { aheadIn } from './look/clock.ts';
import type { Names } from './look/names.ts';
import { addressesIn, lookNames, systemReply } from './look/names.ts';
import { lookGateway, lookStreams } from './look/own.ts';
import { lookPortals } from './look/portals.ts';
import { lookWayOut, tunnelIn } from './look/router.ts';
import { lookStatusPage, statusUrlOf } from './look/status-page.ts';
import type { Try } from './look/way.ts';
import { lookBurst, lookControls, lookNeighbours, lookTries } from './look/way.ts';
import { hasPortal, judgePortal } from './portal.ts';
import { judgeProvider } from './provider.ts';
import { judgeProxy } from './proxy.ts';
import type { ProxyFacts } from './proxy.ts';
import { proxyOf } from './proxy-setting.ts';
import { concluded } from './conclude.ts';
import { judgeRoute } from './route.ts';
import type { Scene } from './scene.ts';
import { dialMs, nameMs, wholeMs } from './scene.ts';
import { judgeStream } from './stream.ts';
import type { Target } from './target.ts';
import { judgeTcp } from './tcp.ts';
import { judgeTls } from './tls.ts';

export interface WalkWish {
  readonly world: DoctorWorld;
  readonly target: Target;
  readonly controls: Controls;
  readonly callId: string | null;
  /** Told of each hop as it is judged, in no fixed order. */
  readonly onHop: (hop: Hop) => void;
}

interface Way {
  readonly mine: readonly Try[];
  readonly theirs: readonly Try[];
}

const nobody: Answer = {
  asked: null,
  phases: { connect: null, tls: null, firstByte: null, end: null },
  redirects: [],
  isLoop: false,
  leadsAway: false,
  isSecure: false,
  headerBytes: 0,
  isOurs: false,
};

const openIn = (tries: readonly Try[]): Try | undefined => tries.find(({ dialled }) => dialled.kind === 'open');

const isHereHost = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

class Walk {
  readonly #scene: Scene;
  readonly #startedAt: number;
  readonly #names: Promise<Names>;
  readonly #way: Promise<Way>;
  readonly #controls: ReturnType<typeof lookControls>;
  readonly #portals: ReturnType<typeof lookPortals>;
  readonly #wayOut: ReturnType<typeof lookWayOut>;
  readonly #proxy: Promise<{ readonly used: ProxyFacts['used']; readonly address: ProxyAddress | null }>;
  readonly #answer: Promise<Answer>;
  readonly #own: Promise<Awaited<ReturnType<typeof lookGateway>> | null>;
  readonly #streams: ReturnType<typeof lookStreams>;

  constructor(scene: Scene) {
    const { target, world } = scene;
    this.#scene = scene;
    this.#startedAt = world.clock.monotonic();
    const isAlone = target.isHere && scene.proxy === null;
    this.#proxy = this.#lookProxy();
    this.#names =
      scene.proxy === null ? lookNames(scene) : Promise.resolve({ hosts: [], system: null, own: [], others: [] });
    this.#way = this.#names.then((names) =>
      scene.proxy === null ? lookTries(scene, addressesIn(scene, names)) : { mine: [], theirs: [] },
    );
    this.#controls = isAlone ? Promise.resolve([]) : lookControls(scene);
    this.#portals = lookPortals(scene);
    this.#answer = this.#door().then((door) => (door === null ? nobody : lookAnswer(scene, door)));
    this.#own = this.#behind((door) => lookGateway(scene, door), null);
    this.#streams = this.#behind((door) => lookStreams(scene, door), []);
    // What is said of the router's hardware address is worth most after somebody tried to get out.
    this.#wayOut = Promise.all([this.#way, this.#controls]).then(() => lookWayOut(world));
  }

  async #lookProxy(): Promise<{ readonly used: ProxyFacts['used']; readonly address: ProxyAddress | null }> {
    const { proxy, world } = this.#scene;
    if (proxy === null) return { used: null, address: null };
    const { host, port, from, login } = proxy;
    const reply = await systemReply(this.#scene, host, nameMs);
    const address = (reply.kind === 'answer' ? reply.addresses[0] : undefined) ?? host;
    const isSupported = proxy.kind === 'http';
    const dialled = await world.dial({ address, port, ms: dialMs });
    const used = { from, name: `${host}:${port}`, isHere: isHereHost(host), isSupported, dialled };
    return { used, address: isSupported && dialled.kind === 'open' ? { address, port, login } : null };
  }

  /** Where the page can be asked for; `null`: nowhere. */
  async #door(): Promise<Door | null> {
    if (this.#scene.proxy !== null) {
      const { address } = await this.#proxy;
      return address === null ? null : { address: address.address, proxy: address };
    }
    const open = openIn((await this.#way).mine);
    return open === undefined ? null : { address: open.address, proxy: null };
  }

  async #behind<T, N>(look: (door: Door) => Promise<T>, otherwise: N): Promise<T | N> {
    const [door, { isOurs }] = [await this.#door(), await this.#answer];
    return door === null || !isOurs ? otherwise : look(door);
  }

  readonly #judges: Readonly<Record<HopId, () => Promise<Judgement>>> = {
    device: async () => {
      const { device, target } = this.#scene;
      const count = (family: 4 | 6): number =>
        device.interfaces.filter((each) => !each.isInternal && each.family === family).length;
      return judgeDevice({
        addresses: { v4: count(4), v6: count(6) },
        isHere: target.isHere,
        clock: await this.#clock(),
        sleptMs: 0,
      });
    },
    link: async () => {
      const [wayOut, controls, { mine }, portals] = await Promise.all([
        this.#wayOut,
        this.#controls,
        this.#way,
        this.#portals,
      ]);
      return judgeLink({
        isHere: this.#isAlone,
        ...wayOut,
        burst: null,
        controls: controls.map(({ name, dialled }) => ({ name, ms: dialled.kind === 'open' ? dialled.ms : null })),
        isTargetReached: openIn(mine) !== undefined,
        isExcused: hasPortal({ isHere: false, probes: portals.probes }) || (await this.#proxy).address !== null,
      });
    },
    portal: async () => judgePortal({ isHere: this.#isAlone, probes: (await this.#portals).probes }),
    dns: async () => {
      const [names, { mine, theirs }] = await Promise.all([this.#names, this.#way]);
      const tried = [...mine, ...theirs];
      const { target, proxy } = this.#scene;
      const are = (isOpen: boolean): readonly string[] =>
        tried.filter(({ dialled }) => (dialled.kind === 'open') === isOpen).map(({ address }) => address);
      return judgeDns({
        ...names,
        isAddress: target.isAddress,
        isProxied: proxy !== null,
        isHere: target.isHere,
        working: are(true),
        failing: are(false),
      });
    },
    route: async () => {
      const { mine } = await this.#way;
      const open = openIn(mine);
      const { target, proxy } = this.#scene;
      const burst =
        open === undefined || target.isHere ? null : await lookBurst(this.#scene, open.address, target.port);
      return judgeRoute({
        isHere: target.isHere,
        isProxied: proxy !== null,
        tries: mine,
        burst,
        bigPackets: null,
        speed: null,
      });
    },
    proxy: async () => {
      const [{ used }, wayOut, { mine }, answer] = await Promise.all([
        this.#proxy,
        this.#wayOut,
        this.#way,
        this.#answer,
      ]);
      return judgeProxy({
        used,
        heard: answer.asked?.heard ?? null,
        ofSystem: null,
        isReachedDirectly: openIn(mine) !== undefined,
        tunnel: tunnelIn(wayOut),
      });
    },
    tcp: async () => {
      const [{ mine }, controls] = await Promise.all([this.#way, this.#controls]);
      const { target, proxy } = this.#scene;
      const silent = mine.find(({ dialled }) => dialled.kind === 'failed' && dialled.code === 'ETIMEDOUT');
      const neighbours =
        openIn(mine) === undefined && silent !== undefined ? await lookNeighbours(this.#scene, silent.address) : [];
      return judgeTcp({
        isHere: target.isHere,
        isProxied: proxy !== null,
        port: target.port,
        tries: mine,
        controls,
        neighbours,
      });
    },
    tls: async () => {
      const { asked, isSecure } = await this.#answer;
      return judgeTls({
        isSecure: isSecure || (asked === null && this.#scene.target.scheme === 'https'),
        now: this.#scene.world.clock.now(),
        clockAheadMs: (await this.#clock())?.aheadMs ?? null,
        tls: asked?.tls ?? null,
        heard: asked?.heard ?? null,
        isGoodElsewhere: false,
      });
    },
    http: async () => {
      const { asked, ...answer } = await this.#answer;
      const portals = await this.#portals;
      const isWarned = portals.probes.length > 0 && !portals.probes.some(({ fits }) => fits);
      return judgeHttp({ ...answer, leadsAway: answer.leadsAway && isWarned, heard: asked?.heard ?? null });
    },
    stream: async () => judgeStream({ isOurs: (await this.#answer).isOurs, runs: await this.#streams }),
    gateway: async () => {
      const own = await this.#own;
      return judgeGateway({
        isOurs: own !== null,
        readyStatus: own?.readyStatus ?? null,
        said: own?.said ?? null,
        call: own?.call ?? null,
      });
    },
    provider: async () => {
      const own = await this.#own;
      const page = own === null ? await lookStatusPage(this.#scene) : null;
      return judgeProvider({ upstreams: own?.said?.upstreams ?? null, page });
    },
  };

  get #isAlone(): boolean {
    return this.#scene.target.isHere && this.#scene.proxy === null;
  }

  async #clock(): Promise<ReturnType<typeof aheadIn>> {
    const [{ answers }, { asked }] = await Promise.all([this.#portals, this.#answer]);
    return aheadIn([...answers, asked], this.#scene.world.clock.now());
  }

  async #hop(id: HopId): Promise<Hop> {
    const judgement = await this.#judges[id]();
    return { id, ms: Math.round(this.#scene.world.clock.monotonic() - this.#startedAt), ...judgement };
  }

  /** All hops; one that is not done in time is unknown. */
  async run(onHop: WalkWish['onHop']): Promise<readonly Hop[]> {
    const { clock } = this.#scene.world;
    const over = new AbortController();
    const late = clock.sleep(wholeMs, over.signal);
    const hops = await Promise.all(
      hopIds.map(async (id) => {
        const none: Hop = { id, ms: wholeMs, ...unknown('It was not done within the time.') };
        const hop = await Promise.race([this.#hop(id), late.then(() => none)]);
        onHop(hop);
        return hop;
      }),
    );
    over.abort();
    return hops;
  }

  async support(): Promise<string | null> {
    return (await Promise.race([this.#own, Promise.resolve(null)]))?.said?.support ?? null;
  }

  async isOurs(): Promise<boolean> {
    return (await Promise.race([this.#answer, Promise.resolve(nobody)])).isOurs;
  }
}

export const walk = async ({ world, target, controls, callId, onHop }: WalkWish): Promise<Diagnosis> => {
  const device = world.device();
  const scene: Scene = { world, target, controls, device, proxy: proxyOf(device.proxies, target), callId };
  const at = world.clock.now();
  const startedAt = world.clock.monotonic();
  const walking = new Walk(scene);
  const hops = await walking.run(onHop);
  const [support, isOurs] = await Promise.all([walking.support(), walking.isOurs()]);
  const ms = Math.round(world.clock.monotonic() - startedAt);
  const status = isOurs ? new URL('/status', target.url).href : statusUrlOf(scene);
  return concluded(scene, { at, ms, hops, support, status });
};
