/** Dials by name: what a dial does with what it is told of a name, and what is known of it afterwards. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Found, Names, WireFacts } from '../../domain/ports.ts';
import { clock } from '../clock.ts';
import { connector } from './connector.ts';
import { WireExchange } from './exchange.ts';
import { Pool } from './pool.ts';

const server = createServer((_request, response) => response.end('well'));
let origin = '';

before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Safe: a listening TCP server's address is always of this form.
  origin = `http://model.test:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const found = (more: Partial<Found>): Found => ({
  addresses: [],
  former: [],
  isStale: false,
  code: 'ENOTFOUND',
  ...more,
});

interface Outcome {
  readonly ends: string;
  readonly facts: WireFacts;
  readonly learned: readonly string[];
}

const dial = async (first: Found | null, again: Found | null = null, connectMs = 5_000): Promise<Outcome> => {
  const learned: string[] = [];
  const names: Names = {
    find: () => (first === null ? new Promise(() => {}) : Promise.resolve(first)),
    again: () => Promise.resolve(again),
    dialled: (address, isGood) => void learned.push(`${isGood ? 'good' : 'bad'} ${address}`),
  };
  const pool = new Pool(origin, connector(names));
  const exchange = new WireExchange(clock, connectMs, async () => null);
  pool.dispatch({ method: 'GET', path: '/', body: null }, exchange, false);
  const head = await exchange.head();
  const facts = exchange.facts();
  const ends = head.kind === 'head' ? 'well' : `${head.fault.code} ${head.fault.syscall ?? ''}`.trim();
  await pool.destroy();
  return { ends, facts, learned };
};

const here = '127.0.0.1';
const nobody = '127.0.0.2';

const cases: readonly (readonly [string, Found, Found | null, string, readonly string[]])[] = [
  ['the address of a name is dialled', found({ addresses: [here] }), null, 'well', [`good ${here}`]],
  [
    'a dead address is passed over',
    found({ addresses: [nobody, here] }),
    null,
    'well',
    [`bad ${nobody}`, `good ${here}`],
  ],
  [
    'where nobody answers, a second look finds who moved',
    found({ addresses: [nobody] }),
    found({ addresses: [here, nobody] }),
    'well',
    [`bad ${nobody}`, `good ${here}`],
  ],
  [
    'and finds nobody twice',
    found({ addresses: [nobody] }),
    found({ addresses: [nobody] }),
    'ECONNREFUSED connect',
    [`bad ${nobody}`],
  ],
  ['a name without addresses is a failure of the name', found({ code: 'ESERVFAIL' }), null, 'ESERVFAIL query', []],
];

for (const [says, first, again, ends, learned] of cases) {
  test(says, async () => {
    const outcome = await dial(first, again);
    assert.deepEqual([outcome.ends, outcome.learned], [ends, learned]);
    assert.equal(outcome.facts.isNameStale, false);
    assert.equal(typeof outcome.facts.phases.dns, 'number');
    assert.equal(outcome.facts.sent, ends === 'well');
  });
}

test('a record that leads nowhere does not lead away from who still answers at the old address', async () => {
  const { ends, facts } = await dial(found({ addresses: [nobody], former: [here] }));
  assert.equal(ends, 'well');
  assert.deepEqual([facts.isNameStale, facts.remoteAddress, facts.addresses], [true, here, [nobody, here]]);
});

test('a name that is gone too', async () => {
  const { ends, facts } = await dial(found({ former: [here], isStale: true }));
  assert.deepEqual([ends, facts.isNameStale], ['well', true]);
});

test('an old answer is told as one', async () => {
  const { ends, facts } = await dial(found({ addresses: [here], isStale: true }));
  assert.deepEqual([ends, facts.isNameStale, facts.addresses], ['well', true, [here]]);
});

test('a resolver that says nothing is what the connect clock ends on', async () => {
  const { ends, facts } = await dial(null, null, 20);
  assert.equal(ends, 'ETIMEOUT');
  assert.ok((facts.phases.dns ?? 0) > 0, `${facts.phases.dns}`);
  assert.equal(facts.phases.connect, null);
});
