/** The drill against gateways whose faults are known: it must see them, and must not see what is not there. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Verdict } from '../../src/drill/judge/verdict.ts';
import { drillAgainst, type Drilled } from '../../src/drill/run/drill.ts';
import { scenarios } from '../../src/drill/scenarios/registry.ts';
import type { Scenario } from '../../src/drill/scenarios/scenario.ts';
import { startRelay, type Manner } from './relay.ts';

const pick = (id: string, limitMs?: number): Scenario => {
  const found = scenarios.find((scenario) => scenario.id === id);
  assert.ok(found !== undefined, id);
  return limitMs === undefined ? found : { ...found, load: { ...found.load, limitMs } };
};

const never = new AbortController().signal;

const verdictsOf = (drilled: Drilled): Readonly<Record<string, Verdict>> => {
  assert.equal(drilled.kind, 'done');
  return drilled.kind === 'done' ? Object.fromEntries(drilled.performed.map(({ id, verdict }) => [id, verdict])) : {};
};

const drillRelay = async (manner: Manner, meant: readonly Scenario[]): Promise<Drilled> => {
  const relay = await startRelay(manner);
  try {
    return await drillAgainst(
      { scenarios: meant, stop: never, report: () => undefined },
      {
        url: relay.url,
        headers: {},
        primary: 0,
        backup: 0,
        ready: (urls) => Object.assign(relay, { primary: urls.primary, backup: urls.backup }),
      },
    );
  } finally {
    await relay.close();
  }
};

describe('the drill', { concurrency: true }, () => {
  it('a relay that only passes on is safe where it breaks honestly and passes where nothing is to be rescued', async () => {
    const drilled = await drillRelay(
      'plain',
      ['S02', 'S03', 'S08', 'S10', 'S11', 'S12', 'S13', 'S16'].map((id) => pick(id)),
    );
    assert.deepEqual(verdictsOf(drilled), {
      S02: 'safe',
      S03: 'safe',
      S08: 'safe',
      S10: 'pass',
      S11: 'pass',
      S12: 'safe',
      S13: 'pass',
      S16: 'safe',
    });
  });

  it('a relay that holds answers until they are whole and has a backup passes', async () => {
    const drilled = await drillRelay(
      'careful',
      ['S03', 'S04', 'S05', 'S08', 'S14', 'D41'].map((id) => pick(id)),
    );
    assert.deepEqual(verdictsOf(drilled), { S03: 'pass', S04: 'pass', S05: 'pass', S08: 'pass', S14: 'pass' });
  });

  it('a relay that ends a cut stream as if it were whole fails', async () => {
    const drilled = await drillRelay('truncates', [pick('S08'), pick('S14')]);
    assert.deepEqual(verdictsOf(drilled), { S08: 'fail', S14: 'fail' });
    assert.match(
      drilled.kind === 'done' ? (drilled.performed[0]?.reason ?? '') : '',
      /truncated answer shown as a success/,
    );
  });

  it('a relay that hammers a provider which asked it to wait fails', async () => {
    const drilled = await drillRelay('hammers', [pick('S02'), pick('S04')]);
    assert.deepEqual(verdictsOf(drilled), { S02: 'fail', S04: 'fail' });
    assert.equal(drilled.kind === 'done' ? drilled.performed[0]?.attempts.primary : 0, 10);
  });

  it('a relay that never ends a call fails', async () => {
    assert.deepEqual(verdictsOf(await drillRelay('hangs', [pick('S04', 700)])), { S04: 'fail' });
  });

  it('a gateway that does not reach the upstreams of the drill is not scored at all', async () => {
    const drilled = await drillAgainst(
      { scenarios: [pick('S03')], stop: never, report: () => undefined },
      { url: 'http://127.0.0.1:1/v1', headers: {}, primary: 0, backup: 0, ready: () => undefined },
    );
    assert.equal(drilled.kind, 'failed');
    assert.match(drilled.kind === 'failed' ? drilled.why : '', /drill-ok does not reach .* ECONNREFUSED/);
  });

  it('an upstream of the drill is a gateway itself: with no gateway between, the faults are met bare', async () => {
    let primary = '';
    const drilled = await drillAgainst(
      { scenarios: [pick('S03'), pick('S05'), pick('S11')], stop: never, report: () => undefined },
      {
        get url() {
          return primary;
        },
        headers: {},
        primary: 0,
        backup: 0,
        ready: (urls) => {
          primary = urls.primary;
        },
      },
    );
    assert.deepEqual(verdictsOf(drilled), { S03: 'safe', S05: 'safe', S11: 'pass' });
  });
});
