/** A name server on loopback whose answers a test writes, with the questions it was asked. */
import type { NameAnswer } from '../../src/drill/names/message.ts';
import { startNameServer as start } from '../../src/drill/names/server.ts';

export type { NameAnswer };

export interface FakeNameServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** Questions for names it was told of, such as `A model.test`. */
  readonly asked: readonly string[];
  name(name: string, answer: NameAnswer): void;
  close(): Promise<void>;
}

export const startNameServer = async (): Promise<FakeNameServer> => {
  const server = await start();
  const asked: string[] = [];
  return {
    address: server.address,
    asked,
    name: (name, answer) =>
      server.name(name, ({ type }) => {
        asked.push(`${type} ${name}`);
        return answer;
      }),
    close: () => server.close(),
  };
};
