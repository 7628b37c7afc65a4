/** The proxy that browsers use on this device, by the settings of the system. */
import type { DoctorWorld } from '../../../domain/doctor-ports.ts';
import type { ProxySetting } from '../proxy-setting.ts';
import { readProxy } from '../proxy-setting.ts';
import type { Scene } from '../scene.ts';

const commandMs = 2_000;

/** `scutil --proxy` of macOS. */
export const readMacProxy = (text: string): ProxySetting | null => {
  const of = (name: string): string | null => new RegExp(`^\\s*${name} : (\\S+)`, 'm').exec(text)?.[1] ?? null;
  const kind = of('HTTPSEnable') === '1' ? 'HTTPS' : of('HTTPEnable') === '1' ? 'HTTP' : null;
  const host = kind === null ? null : of(`${kind}Proxy`);
  return host === null ? null : readProxy('system settings', `${host}:${of(`${kind}Port`) ?? '80'}`);
};

/** `reg query` of the Internet Settings of Windows; one proxy for all, or one per scheme. */
export const readWindowsProxy = (text: string): ProxySetting | null => {
  const isOn = /ProxyEnable\s+REG_DWORD\s+0x1\b/.test(text);
  const value = /ProxyServer\s+REG_SZ\s+(\S+)/.exec(text)?.[1];
  if (!isOn || value === undefined) return null;
  const own = /\bhttps=([^;]+)/.exec(value)?.[1] ?? /\bhttp=([^;]+)/.exec(value)?.[1] ?? value;
  return readProxy('system settings', own);
};

const gnome = 'org.gnome.system.proxy';

const gnomeProxy = async (world: DoctorWorld): Promise<ProxySetting | null> => {
  const get = async (schema: string, key: string): Promise<string | null> => {
    const ran = await world.command({ file: 'gsettings', args: ['get', schema, key], ms: commandMs });
    return ran.kind === 'ran' && ran.status === 0 ? ran.out.trim().replaceAll("'", '') : null;
  };
  if ((await get(gnome, 'mode')) !== 'manual') return null;
  const [host, port] = await Promise.all([get(`${gnome}.https`, 'host'), get(`${gnome}.https`, 'port')]);
  return host === null || host === '' ? null : readProxy('system settings', `${host}:${port ?? '80'}`);
};

const settings = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Internet Settings';

export const lookSystemProxy = async ({ world, device }: Scene): Promise<ProxySetting | null> => {
  if (device.os === 'linux') return gnomeProxy(world);
  if (device.os === 'mac') {
    const ran = await world.command({ file: 'scutil', args: ['--proxy'], ms: commandMs });
    return ran.kind === 'ran' ? readMacProxy(ran.out) : null;
  }
  if (device.os !== 'windows') return null;
  const ran = await world.command({ file: 'reg', args: ['query', settings], ms: commandMs });
  return ran.kind === 'ran' ? readWindowsProxy(ran.out) : null;
};
