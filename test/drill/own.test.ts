/** The drill against a gateway of our own: it is started, measured and ended, and what cannot start says why. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadSettings } from '../../src/config/load.ts';
import { drillOwn } from '../../src/drill/run/drill.ts';
import { startNameServer } from '../../src/drill/names/server.ts';
import { configFor } from '../../src/drill/run/gateway.ts';
import { setOwnStage } from '../../src/drill/run/own-stage.ts';
import { scenarios } from '../../src/drill/scenarios/registry.ts';
import { newAuthority } from '../../src/drill/tls/authority.ts';
import type { Scenario } from '../../src/drill/scenarios/scenario.ts';

const never = new AbortController().signal;

const pick = (...ids: readonly string[]): readonly Scenario[] => scenarios.filter(({ id }) => ids.includes(id));

describe('the drill of our own gateway', { concurrency: true }, () => {
  it('sees a healthy stream, a rescue and an honest end', async () => {
    const reported: string[] = [];
    const drilled = await drillOwn({
      scenarios: pick('S04', 'D02', 'D54'),
      stop: never,
      report: ({ id }) => void reported.push(id),
    });
    assert.equal(drilled.kind, 'done');
    const performed = drilled.kind === 'done' ? drilled.performed : [];
    assert.deepEqual(
      performed.map(({ id, verdict, reason }) => [id, verdict, verdict === 'pass' ? '' : reason]),
      [
        ['S04', 'pass', ''],
        ['D02', 'pass', ''],
        ['D54', 'pass', ''],
      ],
    );
    assert.deepEqual(reported.toSorted(), ['D02', 'D54', 'S04']);
    for (const { ms, firstWordMs } of performed) assert.deepEqual([ms % 1, (firstWordMs ?? 0) % 1], [0, 0]);
    assert.ok(
      performed.every(({ checks }) => checks.some(({ check, holds }) => check === 'contract' && holds === 'yes')),
    );
  });

  it('kills the gateway in the middle of an answer, starts it again, and sees the one whole answer', async () => {
    const drilled = await drillOwn({ scenarios: pick('G01'), stop: never, report: () => undefined });
    const [performed] = drilled.kind === 'done' ? drilled.performed : [];
    assert.deepEqual([performed?.verdict, performed?.attempts.primary], ['pass', 2], JSON.stringify(drilled));
  });

  it('says why a gateway does not start', async () => {
    const broken = pick('D54').map((scenario) => ({ ...scenario, timeouts: { idle: 'sixty' } }));
    const drilled = await drillOwn({ scenarios: broken, stop: never, report: () => undefined });
    assert.equal(drilled.kind, 'failed');
    assert.match(drilled.kind === 'failed' ? drilled.why : '', /ended with status 64: [^]*idle/);
  });

  it('writes a config that is read without an error or a warning, for all scenarios together', async () => {
    const names = await startNameServer();
    const around = { names, authority: newAuthority() };
    const stages = await Promise.all(scenarios.map((one) => setOwnStage(one, around)));
    try {
      const loaded = loadSettings({
        text: configFor(stages, around),
        file: 'good-gateway.yaml',
        env: { GOOD_GATEWAY_SECRET: 'a secret that is long enough for it' },
        baseFolder: '/',
      });
      assert.equal(loaded.kind, 'ok');
      if (loaded.kind !== 'ok') return;
      assert.deepEqual(loaded.warnings, []);
      assert.equal(loaded.settings.routes.size, scenarios.length);
      assert.equal(loaded.settings.routes.get('drill-s16')?.targets[1]?.model, 'drill-s16-backup');
      assert.equal(loaded.settings.routes.get('drill-d50')?.targets[0]?.timeouts.idleMs, 2000);
    } finally {
      await Promise.all([...stages, names].map((one) => one.close()));
    }
  });
});
