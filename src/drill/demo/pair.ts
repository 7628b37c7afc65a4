/** The demo of a gateway without configuration: two servers with the same models, the second for when the first is broken. */
import type { DemoServers } from '../../domain/demo.ts';
import { demoModels } from './start.ts';
import { SteeredServer } from './steered.ts';

export interface DemoPair extends DemoServers {
  readonly upstreams: readonly { readonly name: string; readonly url: string; readonly models: readonly string[] }[];
  close(): Promise<void>;
}

export const startPair = async (): Promise<DemoPair> => {
  const servers = new Map([
    ['demo-a', await SteeredServer.start()],
    ['demo-b', await SteeredServer.start()],
  ]);
  return {
    upstreams: [...servers].map(([name, { url }]) => ({ name, url, models: demoModels })),
    list: () => [...servers].map(([name, { fault }]) => ({ name, fault })),
    steer: async (name, fault) => (await servers.get(name)?.steer(fault)) ?? false,
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
};
