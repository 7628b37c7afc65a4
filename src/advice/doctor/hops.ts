/** Brings the judges together with what they ask for: one row per hop. */
import { isPrivateAddress } from './private-address.ts';
import { judgeDevice } from './device.ts';
import type { HopId, Judgement } from './diagnosis.ts';
import { judgeDns } from './dns.ts';
import { judgeGateway } from './gateway.ts';
import { judgeHttp } from './http.ts';
import { judgeLink } from './link.ts';
import type { Looks } from './looks.ts';
import { openIn } from './looks.ts';
import { tunnelIn } from './look/router.ts';
import { hasPortal, judgePortal } from './portal.ts';
import { judgeProvider } from './provider.ts';
import type { ProxyFacts } from './proxy.ts';
import { judgeProxy } from './proxy.ts';
import { judgeRoute } from './route.ts';
import { judgeStream } from './stream.ts';
import { judgeTcp } from './tcp.ts';
import { judgeTls } from './tls.ts';

type Judge = (looks: Looks) => Promise<Judgement>;

const device: Judge = async (looks) => {
  const { interfaces } = looks.scene.device;
  const count = (family: 4 | 6): number =>
    interfaces.filter((each) => !each.isInternal && each.family === family).length;
  const clock = await looks.clock();
  return judgeDevice({
    addresses: { v4: count(4), v6: count(6) },
    isHere: looks.scene.target.isHere,
    clock,
    sleptMs: looks.sleptMs(),
  });
};

const link: Judge = async (looks) => {
  const isHere = await looks.isAlone();
  const [wayOut, controls, { mine }, portals] = await Promise.all([
    looks.wayOut(),
    looks.controls(),
    looks.way(),
    looks.portals(),
  ]);
  return judgeLink({
    isHere,
    ...wayOut,
    burst: await looks.routerBurst(),
    beyond: await looks.burst(),
    controls: controls.map(({ name, dialled }) => ({ name, ms: dialled.kind === 'open' ? dialled.ms : null })),
    isTargetReached: !looks.scene.target.isHere && openIn(mine) !== undefined,
    isExcused:
      hasPortal({ isHere, probes: portals.probes }) ||
      (await looks.proxied()).address !== null ||
      (await looks.ofSystem())?.leadsThere === true,
  });
};

const portal: Judge = async (looks) =>
  judgePortal({ isHere: await looks.isAlone(), probes: (await looks.portals()).probes });

const dns: Judge = async (looks) => {
  const { target, proxy } = looks.scene;
  const [names, { mine, theirs }, isImpostor] = await Promise.all([
    looks.names(),
    looks.way(),
    looks.isGoodElsewhere(),
  ]);
  const good = [...(isImpostor ? [] : mine), ...theirs].filter(({ dialled }) => dialled.kind === 'open');
  const working = good.map(({ address }) => address);
  const failing = [...mine, ...theirs].map(({ address }) => address).filter((address) => !working.includes(address));
  return judgeDns({
    ...names,
    isAddress: target.isAddress,
    isProxied: proxy !== null,
    isHere: target.isHere,
    working,
    failing,
  });
};

const route: Judge = async (looks) => {
  const { target, proxy } = looks.scene;
  const [{ mine }, burst, bigPackets, speed] = await Promise.all([
    looks.way(),
    looks.burst(),
    looks.bigPackets(),
    looks.speed(),
  ]);
  return judgeRoute({ isHere: target.isHere, isProxied: proxy !== null, tries: mine, burst, bigPackets, speed });
};

const noProxy: ProxyFacts = { used: null, heard: null, ofSystem: null, isReachedDirectly: true, tunnel: null };

const proxy: Judge = async (looks) => {
  const { used } = await looks.proxied();
  if (used === null && looks.scene.target.isHere) return judgeProxy(noProxy);
  const [{ mine }, answer, ofSystem, tunnel] = await Promise.all([
    looks.way(),
    looks.answer(),
    looks.ofSystem(),
    looks.tunnel(),
  ]);
  const heard = answer.asked?.heard ?? null;
  return judgeProxy({ used, heard, ofSystem, isReachedDirectly: openIn(mine) !== undefined, tunnel: tunnelIn(tunnel) });
};

const tcp: Judge = async (looks) => {
  const { target, proxy: setting } = looks.scene;
  const { mine } = await looks.way();
  // Others are compared with where the door is shut.
  const isShut = mine.length > 0 && openIn(mine) === undefined && !target.isHere;
  const [controls, neighbours] = isShut ? await Promise.all([looks.controls(), looks.neighbours()]) : [[], []];
  const { port, isHere } = target;
  return judgeTcp({ isHere, isProxied: setting !== null, port, tries: mine, controls, neighbours });
};

const tls: Judge = async (looks) => {
  const { asked, isSecure } = await looks.answer();
  return judgeTls({
    isSecure: isSecure || (asked === null && looks.scene.target.scheme === 'https'),
    now: looks.scene.world.clock.now(),
    clockAheadMs: (await looks.clock())?.aheadMs ?? null,
    tls: asked?.tls ?? null,
    heard: asked?.heard ?? null,
    isGoodElsewhere: await looks.isGoodElsewhere(),
    issuersElsewhere: await looks.issuersElsewhere(),
    isPrivate: looks.scene.target.isHere || isPrivateAddress((await looks.door())?.address ?? ''),
    isNameBlocked: await looks.isNameBlocked(),
  });
};

const http: Judge = async (looks) => {
  const { asked, ...answer } = await looks.answer();
  const { probes } = await looks.portals();
  const isWarned = probes.length > 0 && !probes.some(({ fits }) => fits);
  return judgeHttp({
    ...answer,
    leadsAway: answer.leadsAway && isWarned,
    heads: await looks.headSize(),
    wantsHttps: await looks.wantsHttps(),
    heard: asked?.heard ?? null,
  });
};

const stream: Judge = async (looks) =>
  judgeStream({ isOurs: (await looks.answer()).isOurs, runs: await looks.streams() });

const gateway: Judge = async (looks) => {
  const own = await looks.own();
  return judgeGateway({
    isOurs: own !== null,
    readyStatus: own?.readyStatus ?? null,
    said: own?.said ?? null,
    call: own?.call ?? null,
  });
};

const provider: Judge = async (looks) => {
  const own = await looks.own();
  return judgeProvider({ about: own?.said ?? null, page: own === null ? await looks.page() : null });
};

export const hopJudges = {
  device,
  link,
  portal,
  dns,
  route,
  proxy,
  tcp,
  tls,
  http,
  stream,
  gateway,
  provider,
} as const satisfies Record<HopId, Judge>;
