/** Guided mode: what a person is offered, and when it ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnosis } from '../advice/doctor/diagnosis.ts';
import { readTarget } from '../advice/doctor/target.ts';
import type { Target } from '../advice/doctor/target.ts';
import { noControls } from '../advice/doctor/controls.ts';
import { walk } from '../advice/doctor/walk.ts';
import { doctorWorld } from '../../test/fakes/doctor-world.ts';
import { guide } from './doctor-guide.ts';
import type { DoctorCommandWorld } from './doctor-world.ts';

/** A site that nobody answers for: several remedies. */
const broken = (): Promise<Diagnosis> =>
  walk({
    world: doctorWorld({ doors: { '203.0.113.5': 'ECONNRESET' } }),
    target: readTarget('http://203.0.113.5/') as Target,
    controls: noControls,
    callId: null,
    isSpeedWanted: false,
    onHop: () => {},
  });

const sit = async (
  lines: readonly (string | null)[],
  healsAt: number,
): Promise<{ out: string; looks: number; end: Diagnosis }> => {
  const diagnosis = await broken();
  const answers = [...lines];
  let out = '';
  let looks = 0;
  const world: DoctorCommandWorld = {
    ...doctorWorld(),
    version: '1.0.0',
    isAttended: true,
    columns: 80,
    leave: () => assert.fail('it ends by itself'),
    readLine: () => Promise.resolve(answers.shift() ?? null),
    past: { read: () => Promise.resolve(null), write: () => Promise.resolve() },
  };
  const terminal = {
    out: (text: string) => void (out += text),
    err: () => {},
    isTty: true,
    color: false,
    env: {},
    cwd: '/',
    stop: new AbortController().signal,
  };
  const again = (before: Diagnosis): Promise<Diagnosis> => {
    looks += 1;
    const well = { ...before, blame: 'none', trouble: null, verdict: 'All is well: the whole way works.' } as const;
    return Promise.resolve(looks >= healsAt ? well : before);
  };
  return { end: await guide(diagnosis, { terminal, world, again }), out, looks };
};

test('the first remedy that helps ends it', async () => {
  const { end, out, looks } = await sit(['', ''], 2);
  assert.equal(end.blame, 'none');
  assert.equal(looks, 2);
  assert.match(out, /things can help, the easiest first/);
  assert.match(out, /All is well/);
});

test('who goes on to the next has nothing looked at again', async () => {
  assert.equal((await sit(['n', 'n', 'n'], 1)).looks, 0);
});

for (const [says, line] of [
  ['q', 'q'],
  ['the end of input', null],
] as const)
  test(`${says} ends it at once`, async () => {
    const { looks, out, end } = await sit([line], 1);
    assert.equal(looks, 0);
    assert.equal(end.trouble, 'reset');
    assert.doesNotMatch(out, /None of these/);
  });

test('where nothing has helped, the report is named', async () => {
  assert.match((await sit(['', '', ''], 9)).out, /None of these has helped\. The report/);
});
