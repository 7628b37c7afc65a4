/** What this device tells of itself. */
import { getServers } from 'node:dns';
import { networkInterfaces } from 'node:os';
import type { DeviceSeen } from '../../domain/doctor-ports.ts';

const systems: Readonly<Record<string, DeviceSeen['os']>> = { linux: 'linux', darwin: 'mac', win32: 'windows' };

const telling = /^(?:(?:https?|all|no)_proxy|node_use_env_proxy|node_extra_ca_certs|ssl_cert_file)$/i;

export const device = (): DeviceSeen => ({
  os: systems[process.platform] ?? 'other',
  interfaces: Object.entries(networkInterfaces()).flatMap(([name, all = []]) =>
    all.map(({ address, family, internal }) => ({
      name,
      address,
      family: family === 'IPv6' ? (6 as const) : (4 as const),
      isInternal: internal,
    })),
  ),
  proxies: Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      telling.test(name) && value !== undefined && value !== '' ? [[name, value]] : [],
    ),
  ),
  resolvers: getServers(),
});
