/** Reads a proxy script (PAC, WPAD) without running it: which proxies it names, and whether it lets anything go straight. */
import type { ProxySetting } from '../proxy-setting.ts';
import { readProxy } from '../proxy-setting.ts';
import type { Scene } from '../scene.ts';
import { askUrl, textOf } from './url.ts';

export interface ProxyScript {
  readonly proxies: readonly ProxySetting[];
  readonly allowsDirect: boolean;
}

/** Browsers read 1 MB at most; those of companies are below 100 kB. */
const mostBytes = 256 * 1024;
/** More are stand-ins for each other. */
const mostProxies = 3;

const schemes: Readonly<Record<string, string>> = { PROXY: 'http', HTTP: 'http', SOCKS: 'socks', SOCKS5: 'socks5' };

/** `null`: it is no such script. What is commented out does not count. */
export const readProxyScript = (text: string): ProxyScript | null => {
  if (!/function\s+FindProxyForURL\b/.test(text)) return null;
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<![:"'])\/\/[^\n]*/g, '');
  const named = [...code.matchAll(/\b(PROXY|HTTPS?|SOCKS[45]?)\s+([\w.-]{1,253}|\[[0-9a-f:]+\])(:\d{1,5})?/gi)];
  const urls = named.map(([, kind = '', host = '', port = '']) => {
    const scheme = schemes[kind.toUpperCase()] ?? kind.toLowerCase();
    return `${scheme}://${host}${port}`;
  });
  const proxies = [...new Set(urls)].slice(0, mostProxies).flatMap((url) => readProxy('a proxy script', url) ?? []);
  return { proxies, allowsDirect: /\bDIRECT\b/.test(code) };
};

/** `null`: nobody hands it out, or it is none. */
export const lookProxyScript = async (scene: Scene, url: string): Promise<ProxyScript | null> =>
  readProxyScript(textOf(await askUrl(scene, url, mostBytes)));
