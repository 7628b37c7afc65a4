/** Asks everybody at once what the name stands for. */
import type { Reply } from '../../../domain/doctor-ports.ts';
import type { DnsFacts, PublicReply } from '../dns.ts';
import type { Scene } from '../scene.ts';
import { nameMs } from '../scene.ts';

export type Names = Pick<DnsFacts, 'hosts' | 'system' | 'own' | 'others'>;

/** More would tell nothing new. */
const ownServers = 2;

/** As programs of this device ask; in trials the servers that stand in for its own. */
export const systemReply = async ({ world, controls }: Scene, name: string, ms: number): Promise<Reply> => {
  const [server] = controls.systemServers;
  if (server === undefined) return world.resolve({ name, family: 0, way: { kind: 'system' }, ms });
  const hosts = await world.resolve({ name, family: 0, way: { kind: 'hosts' }, ms });
  if (hosts.kind === 'answer' && hosts.addresses.length > 0) return hosts;
  const way = { kind: 'udp', server } as const;
  const [v4, v6] = await Promise.all([
    world.resolve({ name, family: 4, way, ms }),
    world.resolve({ name, family: 6, way, ms }),
  ]);
  if (v4.kind !== 'answer' || v6.kind !== 'answer') return v4.kind === 'answer' ? v4 : v6.kind === 'answer' ? v6 : v4;
  return { ...v4, addresses: [...v4.addresses, ...v6.addresses], ms: Math.max(v4.ms, v6.ms) };
};

const askOwn = ({ world, device, controls, target }: Scene): Promise<readonly Reply[]> => {
  const servers = controls.systemServers.length > 0 ? controls.systemServers : device.resolvers;
  return Promise.all(
    servers
      .slice(0, ownServers)
      .map((server) => world.resolve({ name: target.host, family: 4, way: { kind: 'udp', server }, ms: nameMs })),
  );
};

const askOthers = ({ world, controls, target }: Scene): Promise<readonly PublicReply[]> =>
  Promise.all(
    controls.resolvers.flatMap(({ name, servers, doh }) => {
      const [server] = servers;
      const ask = async (
        over: PublicReply['over'],
        way: Parameters<typeof world.resolve>[0]['way'],
      ): Promise<PublicReply> => ({
        name,
        over,
        reply: await world.resolve({ name: target.host, family: 4, way, ms: nameMs }),
      });
      return [
        ...(server === undefined ? [] : [ask('udp', { kind: 'udp', server }), ask('tcp', { kind: 'tcp', server })]),
        ...(doh === null ? [] : [ask('doh', { kind: 'doh', url: doh })]),
      ];
    }),
  );

const addressesOf = (reply: Reply | null): readonly string[] => (reply?.kind === 'answer' ? reply.addresses : []);

export const lookNames = async (scene: Scene): Promise<Names> => {
  const { world, target } = scene;
  if (target.isAddress) return { hosts: [], system: null, own: [], others: [] };
  const [hosts, system, own, others] = await Promise.all([
    world.resolve({ name: target.host, family: 0, way: { kind: 'hosts' }, ms: nameMs }),
    systemReply(scene, target.host, nameMs + 500),
    askOwn(scene),
    askOthers(scene),
  ]);
  return { hosts: addressesOf(hosts), system, own, others };
};

/** Where to go, as this device believes; and where others would go. */
export const addressesIn = (
  { target }: Scene,
  { hosts, system, own, others }: Names,
): { readonly mine: readonly string[]; readonly theirs: readonly string[] } => {
  if (target.isAddress) return { mine: [target.host], theirs: [] };
  const mine = hosts.length > 0 ? hosts : addressesOf(system);
  const all = [...own, ...others.map(({ reply }) => reply)].flatMap(addressesOf);
  return { mine, theirs: [...new Set(all)].filter((address) => !mine.includes(address)) };
};
