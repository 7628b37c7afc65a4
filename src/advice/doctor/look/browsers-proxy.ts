/** The way browsers of this device take: through a proxy of the system's settings, or of a script those name. */
import { isOffline } from '../controls.ts';
import type { ProxySetting } from '../proxy-setting.ts';
import type { BrowsersProxy } from '../proxy.ts';
import type { Scene } from '../scene.ts';
import { dialMs, nameMs, sideMs } from '../scene.ts';
import { askingOf } from './answer.ts';
import { systemReply } from './names.ts';
import { lookProxyScript } from './proxy-script.ts';
import type { SystemProxy } from './system-proxy.ts';
import { lookSystemProxy } from './system-proxy.ts';

const leadsThere = async (scene: Scene, { host, port, kind }: ProxySetting): Promise<boolean> => {
  if (kind === 'other') return false;
  const reply = await systemReply(scene, host, nameMs);
  const address = (reply.kind === 'answer' ? reply.addresses[0] : undefined) ?? host;
  const dialled = await scene.world.dial({ address, port, ms: dialMs });
  if (dialled.kind === 'failed') return false;
  const door = { address, proxy: { kind, address, port, login: null } };
  const { heard } = await scene.world.ask({ ...askingOf(scene, door, scene.target.path), ms: sideMs });
  return heard.kind === 'answer' && heard.status !== 407;
};

const urlOf = ({ host, port, kind }: ProxySetting): string =>
  `${kind === 'socks' ? 'socks5h' : 'http'}://${host}:${port}`;

const tried = async (
  scene: Scene,
  proxies: readonly ProxySetting[],
): Promise<Pick<BrowsersProxy, 'url' | 'leadsThere'>> => {
  const led = await Promise.all(proxies.map((proxy) => leadsThere(scene, proxy)));
  const chosen = proxies[Math.max(0, led.indexOf(true))];
  return { url: chosen === undefined ? null : urlOf(chosen), leadsThere: led.includes(true) };
};

const byScript = async (scene: Scene, url: string): Promise<BrowsersProxy> => {
  // Whoever hands the script out is somebody else.
  if (isOffline(scene.controls)) return { by: 'unread script', url: null, leadsThere: false, allowsDirect: true };
  const read = await lookProxyScript(scene, url);
  if (read === null) return { by: 'no script', url: null, leadsThere: false, allowsDirect: true };
  return { by: 'script', allowsDirect: read.allowsDirect, ...(await tried(scene, read.proxies)) };
};

const follow = async (scene: Scene, found: SystemProxy): Promise<BrowsersProxy> =>
  found.kind === 'script'
    ? byScript(scene, found.url)
    : { by: 'name', allowsDirect: false, ...(await tried(scene, [found.proxy])) };

/** `null`: browsers go straight there. */
export const lookBrowsersProxy = async (scene: Scene): Promise<BrowsersProxy | null> => {
  const found = await lookSystemProxy(scene);
  return found === null ? null : follow(scene, found);
};
