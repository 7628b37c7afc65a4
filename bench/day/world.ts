/** The outside of the day, real: a door on loopback that pages are fetched from, sinks that alerts are posted to, and a client of Statuspage. */
import type { Hono } from 'hono';
import { Statuspage } from 'statuspage.io';
import type { Courier } from '../../src/domain/alert.ts';
import type { Names } from '../../src/domain/ports.ts';
import { answerWith } from '../../src/http/web.ts';
import { openCourier } from '../../src/io/alert/courier.ts';
import { sender } from '../../src/io/alert/send.ts';
import { listen } from '../../src/io/listen.ts';
import { factsOf, lineOf } from '../../src/policy/alert/wording.ts';
import { answers, startReceiver } from '../../test/fakes/receiver.ts';

export interface Door {
  /** What everybody gets at a path. */
  get(path: string): Promise<string>;
  /** Titles of what goes on, as an unmodified client from npm reads them. */
  unresolved(): Promise<readonly string[]>;
  close(): Promise<void>;
}

const malformed = () => ({ status: 400, reason: 'Bad Request', headers: [], body: '' });

export const openDoor = async (app: Hono): Promise<Door> => {
  const listener = await listen({
    host: '127.0.0.1',
    port: 0,
    connections: 100,
    handle: (incoming, downstream) =>
      void answerWith((request) => app.fetch(request), { incoming, downstream, headers: [] }),
    malformed,
  });
  const origin = `http://127.0.0.1:${listener.port}`;
  const client = new Statuspage('good-gateway');
  client.setApiUrl(origin);
  return {
    get: async (path) => (await fetch(origin + path)).text(),
    unresolved: async () => (await client.api.incidents.getUnresolved()).incidents.map(({ name }) => name),
    close: () => listener.close(0),
  };
};

/** A post as it came to a sink. */
export interface Arrived {
  readonly sink: string;
  readonly text: string;
}

export interface Sinks {
  /** Ends in a slash; the name of a sink follows. */
  readonly url: string;
  readonly courier: Courier;
  arrived(): readonly Arrived[];
  close(): Promise<void>;
}

/** Sinks stand at an address: no name is looked up. */
const nobody: Names = {
  find: async () => ({ addresses: [], former: [], isStale: false, code: 'ENOTFOUND' }),
  again: async () => null,
  dialled: () => {},
};

export const openSinks = async (): Promise<Sinks> => {
  const receiver = await startReceiver(answers(202));
  const url = new URL('/', receiver.url).href;
  return {
    url,
    courier: openCourier(sender(nobody), nobody, { lineOf, factsOf }),
    arrived: () => receiver.received.map(({ path, text }) => ({ sink: path.slice(1), text })),
    close: () => receiver.close(),
  };
};
