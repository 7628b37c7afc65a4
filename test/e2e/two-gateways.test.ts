/** Two gateways on one store, as two processes: who looks at either sees what was said at both, and a sink hears it once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { change, command, operate } from '../fakes/desk.ts';
import { until as patient } from '../fakes/patience.ts';
import { type Program, startIn, startProgram } from '../fakes/program.ts';
import { type Receiver, startReceiver } from '../fakes/receiver.ts';

interface Said {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly isPublished: boolean;
  readonly resolvedAt: number | null;
  readonly mergedInto: string | null;
  readonly updates: readonly { readonly body: string; readonly by: string | null }[];
  readonly notes?: { readonly rootCause?: { readonly text: string } };
}

interface Alert {
  readonly event: string;
  readonly title: string;
}

let sink: Receiver;
let one: Program;
let other: Program;

before(async () => {
  sink = await startReceiver();
  one = await startProgram({
    upstreams: { near: { url: 'http://127.0.0.1:9/v1', health: 'off', models: ['m'] } },
    alerts: { hook: { kind: 'webhook', url: sink.url, allowPrivate: true } },
  });
  other = await startIn(one.folder);
});

after(async () => {
  await other.kill();
  await one.close();
  await sink.close();
});

const incident = async (program: Program, id: string): Promise<Said> =>
  (await operate(program, `/api/incidents/${id}`)) as Said;

/** Looks until it is so. */
const until = <T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> => {
  let seen: T | null = null;
  return patient(
    () => `another state than ${JSON.stringify(seen)}`,
    async () => {
      seen = await look();
      return isSo(seen) && { seen };
    },
  ).then((found) => found.seen);
};

const opened = async (program: Program, title: string): Promise<string> => {
  const wish = { title, body: 'We look.', components: { m: 'major_outage' } };
  return ((await operate(program, '/api/incidents', wish)) as Said).id;
};

const told = (title: string): readonly string[] =>
  sink.received.flatMap(({ text }) => {
    const { data } = JSON.parse(text) as { data: { alerts: readonly Alert[] } };
    return data.alerts.flatMap((alert) => (alert.title === title ? [alert.event] : []));
  });

const heard = async (title: string, events: readonly string[]): Promise<void> => {
  while (told(title).length < events.length) await sink.until(sink.received.length + 1);
  assert.deepEqual(told(title), events);
};

const run = async (program: Program, ...args: readonly string[]): Promise<void> => {
  const done = await command(program, ...args);
  assert.equal(done.status, 0, done.err);
};

const titles = async (program: Program): Promise<readonly string[]> => {
  const { maintenances } = (await operate(program, '/api/maintenances')) as { maintenances: readonly Alert[] };
  return maintenances.map(({ title }) => title);
};

const limit = { timeout: 120_000 };

type Story = () => Promise<void>;

const oneAlert: Story = async () => {
  const id = await opened(one, 'First');
  await until(
    () => incident(other, id),
    (seen) => seen.title === 'First',
  );
  await heard('First', ['opened']);
  await run(other, 'incident', 'resolve', id);
  await until(
    () => incident(one, id),
    ({ status }) => status === 'resolved',
  );
  await heard('First', ['opened', 'resolved']);
};

const isBoth = ({ title, updates }: Said): boolean =>
  title === 'A better name' && updates.some(({ body, by }) => body === 'A switch.' && by === 'Ann');

const isLookedBack = ({ status, notes, title }: Said): boolean =>
  status === 'postmortem' && notes?.rootCause?.text === 'A switch lost its routes.' && title === 'A better name';

const edits: Story = async () => {
  const id = await opened(one, 'Second');
  await until(
    () => incident(other, id),
    (seen) => seen.title === 'Second',
  );
  await Promise.all([
    run(one, 'incident', 'update', id, '--title', 'A better name'),
    run(other, 'incident', 'update', id, '--text', 'A switch.', '--by', 'Ann'),
  ]);
  for (const program of [one, other]) await until(() => incident(program, id), isBoth);
  await run(one, 'incident', 'resolve', id);
  await until(
    () => incident(other, id),
    ({ resolvedAt }) => resolvedAt !== null,
  );
  await run(other, 'incident', 'update', id, '--note', 'rootCause=A switch lost its routes.', '--by', 'Ann');
  await run(one, 'incident', 'update', id, '--status', 'postmortem', '--by', 'Ben');
  for (const program of [one, other]) await until(() => incident(program, id), isLookedBack);
};

const merges: Story = async () => {
  const [wide, first, second] = [await opened(one, 'Wide'), await opened(one, 'Part'), await opened(one, 'Piece')];
  for (const id of [wide, first, second])
    await until(
      () => incident(other, id),
      (seen) => seen.id === id,
    );
  const merged = (await change(other, `/api/incidents/${first}`, { mergeInto: wide, by: 'Ann' })) as Said;
  assert.equal(merged.mergedInto, wide);
  await run(one, 'incident', 'merge', second, wide);
  for (const program of [one, other]) {
    for (const id of [first, second]) {
      const part = await until(
        () => incident(program, id),
        ({ mergedInto }) => mergedInto === wide,
      );
      assert.equal(part.status, 'resolved');
      assert.match(part.updates.at(-1)?.body ?? '', /Wide/);
    }
    const { updates, status } = await until(
      () => incident(program, wide),
      (seen) => seen.updates.length === 3,
    );
    assert.equal(status, 'investigating');
    assert.match(updates.map(({ body }) => body).join(' '), /Part.*Piece|Piece.*Part/);
  }
  await heard('Part', ['opened', 'resolved']);
  await heard('Piece', ['opened', 'resolved']);
};

const work: Story = async () => {
  const endsAt = Date.now() + 3_600_000;
  const { id } = (await operate(one, '/api/maintenances', { title: 'New disks', endsAt })) as Said;
  await until(
    () => titles(other),
    (all) => all.includes('New disks'),
  );
  await run(other, 'maintenance', 'cancel', id);
  await until(
    () => titles(one),
    (all) => all.length === 0,
  );
};

test('two gateways know the same', { ...limit, concurrency: true }, async (context) => {
  const stories: Readonly<Record<string, Story>> = {
    'what is opened at one and resolved at the other is two messages, whoever of them tells': oneAlert,
    'edits at both are kept, also those without a word, and of what is over': edits,
    'two incidents are merged at one of them, by the API and by the command, and both show it': merges,
    'work that is announced at one is known at the other, and called off there': work,
  };
  await Promise.all(Object.entries(stories).map(([name, story]) => context.test(name, story)));
});

test('when the one that tells is killed, the other goes on', limit, async () => {
  const id = await opened(other, 'Last');
  await heard('Last', ['opened']);
  await one.kill();
  await run(other, 'incident', 'resolve', id);
  await heard('Last', ['opened', 'resolved']);
  one = await startIn(one.folder);
  assert.equal((await incident(one, id)).status, 'resolved');
});
