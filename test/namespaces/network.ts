/** Two network namespaces with a line between them: a client, and all the world it can reach. Made for one case and removed after it. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inTime } from '../fakes/patience.ts';
import { addresses } from './addresses.ts';

const run = promisify(execFile);

export interface Network extends AsyncDisposable {
  /** Names of the namespaces. */
  readonly client: string;
  readonly world: string;
  /** Runs a line of shell in one of them; rejects with what it said. */
  inside(where: 'client' | 'world', line: string): Promise<void>;
}

/** None of it takes a second; a machine that stands still for some does not change what it is asked. */
const waitMs = 60_000;

const shell = async (line: string): Promise<void> => {
  await run('sh', ['-ec', line], { timeout: waitMs });
};

/** `systemd-resolved` and its like are not asked: the C library's own resolver is. */
const resolverFile = `nameserver ${addresses.router}\noptions timeout:2 attempts:1\n`;

const make = async (client: string, world: string, hosts: string): Promise<void> => {
  const [near, far] = [`${client}v`, `${world}v`];
  const folder = `/etc/netns/${client}`;
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/resolv.conf`, resolverFile);
  await writeFile(`${folder}/hosts`, `127.0.0.1 localhost\n${hosts}\n`);
  await writeFile(`${folder}/nsswitch.conf`, 'hosts: files dns\n');
  await shell(`
    ip netns add ${client}; ip netns add ${world}
    ip link add ${near} netns ${client} type veth peer name ${far} netns ${world}
    ip -n ${client} link set lo up; ip -n ${world} link set lo up
    ip -n ${client} addr add ${addresses.client}/24 dev ${near}; ip -n ${world} addr add ${addresses.router}/24 dev ${far}
    ip -n ${client} addr add fd77::2/64 dev ${near} nodad; ip -n ${world} addr add fd77::1/64 dev ${far} nodad
    ip -n ${client} link set ${near} up; ip -n ${world} link set ${far} up
    ip -n ${client} route add default via ${addresses.router}; ip -n ${client} -6 route add default via fd77::1
    for each in ${addresses.ofTheWorld.join(' ')}; do ip -n ${world} addr add $each dev lo nodad; done
    ip netns exec ${world} nft -f - <<'RULES'
table inet line {
  chain in { type filter hook input priority 0; }
  chain out { type filter hook output priority 0; }
  chain first { type nat hook prerouting priority -100; }
}
RULES
  `);
};

const remove = async (client: string, world: string): Promise<void> => {
  for (const name of [client, world]) {
    await shell(`for each in $(ip netns pids ${name}); do kill -9 $each; done; ip netns del ${name}`).catch(() => {});
    await rm(`/etc/netns/${name}`, { recursive: true, force: true });
  }
};

/** A second line, to the site alone, on which each packet takes so long, in either direction. */
const stretch = async (client: string, world: string, ms: number): Promise<void> => {
  const [near, far] = [`${client}f`, `${world}f`];
  const relay = spawn(
    'ip',
    ['netns', 'exec', world, 'perl', join(import.meta.dirname, 'long-way.pl'), near, far, String(ms)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  await inTime('the relay of the long way', once(relay.stdout, 'data'));
  await shell(`
    ip -n ${world} link set ${near} netns ${client}
    ip -n ${client} link set ${near} up; ip -n ${world} link set ${far} up
    ip -n ${client} route add ${addresses.site}/32 dev ${near} src ${addresses.client}
    ip -n ${world} rule add from ${addresses.site} lookup 100
    ip -n ${world} route add ${addresses.client}/32 dev ${far} table 100
    for each in ${client} ${world}; do ip netns exec $each sysctl -qw net.ipv4.conf.all.rp_filter=0; done
    ip netns exec ${client} sysctl -qw net.ipv4.conf.${near}.rp_filter=0
    ip netns exec ${world} sysctl -qw net.ipv4.conf.${far}.rp_filter=0
  `);
};

export const openNetwork = async (
  id: string,
  { hosts = '', farMs = 0 }: { readonly hosts?: string; readonly farMs?: number },
): Promise<Network> => {
  const [client, world] = [`gg${id}c`, `gg${id}w`];
  await remove(client, world);
  try {
    await make(client, world, hosts);
    if (farMs > 0) await stretch(client, world, farMs);
  } catch (error) {
    await remove(client, world);
    throw error;
  }
  const names = { client, world };
  const inside = async (where: 'client' | 'world', line: string): Promise<void> => {
    const filled = line.replaceAll('NEAR', `${client}v`).replaceAll('FAR', `${world}v`);
    await run('ip', ['netns', 'exec', names[where], 'sh', '-ec', filled], { timeout: waitMs });
  };
  return { client, world, inside, [Symbol.asyncDispose]: () => remove(client, world) };
};

/** `null`: namespaces can be made here; else why not. */
export const whyNoNetwork = async (): Promise<string | null> => {
  if (process.platform !== 'linux') return 'network namespaces are Linux’s';
  if (process.getuid?.() !== 0) return 'making network namespaces takes root';
  try {
    await shell(
      'for each in ip nft tc perl openssl; do command -v $each >/dev/null || { echo "there is no $each" >&2; exit 1; }; done',
    );
    await using _ = await openNetwork(`${process.pid % 10_000}t`, {});
    return null;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr ?? String(error);
    return `they cannot be made here: ${said.trim().split('\n')[0] ?? ''}`;
  }
};
