/** What the settings of the system tell browsers of proxies: one by name, or a script that says which. */
import type { DoctorWorld } from '../../../domain/doctor-ports.ts';
import type { ProxySetting } from '../proxy-setting.ts';
import { isExempt, readProxy } from '../proxy-setting.ts';
import type { Scene } from '../scene.ts';

export type SystemProxy =
  | { readonly kind: 'named'; readonly proxy: ProxySetting; readonly exempt: string }
  | { readonly kind: 'script'; readonly url: string };

const commandMs = 2_000;

/** Where a script is looked for when the settings say “find it yourself” (WPAD). */
const foundUrl = 'http://wpad/wpad.dat';

const script = (url: string | null): SystemProxy | null =>
  url !== null && /^https?:\/\//i.test(url) ? { kind: 'script', url } : null;

const named = (address: string, exempt: string): SystemProxy | null => {
  const proxy = readProxy('system settings', address);
  return proxy === null ? null : { kind: 'named', proxy, exempt };
};

/** `scutil --proxy` of macOS. */
export const readMacProxy = (text: string): SystemProxy | null => {
  const of = (name: string): string | null => new RegExp(`^\\s*${name} : (\\S+)`, 'm').exec(text)?.[1] ?? null;
  const isOn = (name: string): boolean => of(name) === '1';
  if (isOn('ProxyAutoConfigEnable')) return script(of('ProxyAutoConfigURLString'));
  const kind = (['HTTPS', 'HTTP', 'SOCKS'] as const).find((each) => isOn(`${each}Enable`));
  const host = kind === undefined ? null : of(`${kind}Proxy`);
  if (kind === undefined || host === null) return isOn('ProxyAutoDiscoveryEnable') ? script(foundUrl) : null;
  const list = /ExceptionsList : <array> \{([^}]*)\}/.exec(text)?.[1] ?? '';
  const exempt = [...list.matchAll(/^\s*\d+ : (\S+)/gm)].map(([, each]) => each).join(' ');
  return named(`${kind === 'SOCKS' ? 'socks5' : 'http'}://${host}:${of(`${kind}Port`) ?? '80'}`, exempt);
};

/** `reg query` of the Internet Settings of Windows; one proxy for all, or one per scheme. */
export const readWindowsProxy = (text: string): SystemProxy | null => {
  const of = (name: string): string | null =>
    new RegExp(`^\\s*${name}\\s+REG_\\w+\\s+(\\S.*?)\\s*$`, 'm').exec(text)?.[1] ?? null;
  const url = of('AutoConfigURL');
  if (url !== null) return script(url);
  const value = of('ProxyServer');
  if (of('ProxyEnable') !== '0x1' || value === null) return of('AutoDetect') === '0x1' ? script(foundUrl) : null;
  const own = /\bhttps=([^;]+)/.exec(value)?.[1] ?? /\bhttp=([^;]+)/.exec(value)?.[1];
  const socks = /\bsocks=([^;]+)/.exec(value)?.[1];
  const chosen = own ?? (socks === undefined ? value : `socks5://${socks}`);
  return named(chosen, (of('ProxyOverride') ?? '').replaceAll(';', ' '));
};

const gnome = 'org.gnome.system.proxy';

const gnomeProxy = async (world: DoctorWorld): Promise<SystemProxy | null> => {
  const get = async (schema: string, key: string): Promise<string | null> => {
    const ran = await world.command({ file: 'gsettings', args: ['get', schema, key], ms: commandMs });
    const text = ran.kind === 'ran' && ran.status === 0 ? ran.out.trim().replaceAll("'", '') : '';
    return text === '' ? null : text;
  };
  const mode = await get(gnome, 'mode');
  if (mode === 'auto') return script((await get(gnome, 'autoconfig-url')) ?? foundUrl);
  if (mode !== 'manual') return null;
  const kinds = ['https', 'http', 'socks'] as const;
  const hosts = await Promise.all(kinds.map((kind) => get(`${gnome}.${kind}`, 'host')));
  const kind = kinds.find((_, at) => hosts[at] !== null);
  if (kind === undefined) return null;
  const [port, ignored] = await Promise.all([get(`${gnome}.${kind}`, 'port'), get(gnome, 'ignore-hosts')]);
  const host = hosts[kinds.indexOf(kind)] ?? '';
  return named(
    `${kind === 'socks' ? 'socks5' : 'http'}://${host}:${port ?? '80'}`,
    (ignored ?? '').replace(/[[\]]/g, ''),
  );
};

/** Of the person, else of the machine: those that a company looks after have it there. */
const settings = ['HKCU', 'HKLM'].map(
  (root) => `${root}\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings`,
);

const settingOf = async (world: DoctorWorld): Promise<SystemProxy | null> => {
  const { os } = world.device();
  const said = async (file: string, args: readonly string[]): Promise<string> => {
    const ran = await world.command({ file, args, ms: commandMs });
    return ran.kind === 'ran' ? ran.out : '';
  };
  if (os === 'linux') return gnomeProxy(world);
  if (os === 'mac') return readMacProxy(await said('scutil', ['--proxy']));
  if (os !== 'windows') return null;
  const found = await Promise.all(settings.map((key) => said('reg', ['query', key])));
  return found.map(readWindowsProxy).find((each) => each !== null) ?? null;
};

/** `null`: browsers go straight to this address. */
export const lookSystemProxy = async ({ world, target }: Scene): Promise<SystemProxy | null> => {
  const found = await settingOf(world);
  return found?.kind === 'named' && isExempt(found.exempt, target) ? null : found;
};
