/** Whether sinks of alerts that hang, refuse or fail cost calls anything: two gateways, one with such sinks, in turns on the same machine. */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { chatBody, json } from '../test/fakes/answers.ts';
import { ask, post } from '../test/fakes/calls.ts';
import { operate } from '../test/fakes/desk.ts';
import { type Program, startProgram } from '../test/fakes/program.ts';
import { answers, hangs, startReceiver } from '../test/fakes/receiver.ts';
import { startUpstream } from '../test/fakes/upstream.ts';

const help = `sinks: calls per second and CPU per call, with sinks of alerts that hang, answer 500 or are not there, beside none

  bin/node bench/sinks.ts [--rounds N] [--calls N]

  --rounds N   turns of each gateway: 10
  --calls N    calls in each: 400
`;

const concurrency = 8;
const incidents = 40;
const ticksPerSecond = 100;

const { values } = parseArgs({
  options: { rounds: { type: 'string' }, calls: { type: 'string' }, help: { type: 'boolean' } },
});
const rounds = Number(values.rounds ?? 10);
const calls = Number(values.calls ?? 400);

interface Round {
  readonly perSecond: number;
  readonly cpuUs: number;
}

/** User and system time of a process (proc(5), fields 14 and 15). */
const cpuMs = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / ticksPerSecond;
};

const round = async (program: Program): Promise<Round> => {
  const before = { cpu: await cpuMs(program.pid), at: performance.now() };
  let left = calls;
  const keepCalling = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await post(program.url, ask);
      if (answer.status !== 200) throw new Error(`a call failed with ${answer.status}`);
      await answer.text();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, keepCalling));
  const seconds = (performance.now() - before.at) / 1_000;
  return { perSecond: calls / seconds, cpuUs: ((await cpuMs(program.pid)) - before.cpu) * (1_000 / calls) };
};

const median = (numbers: readonly number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? NaN;

const said = (name: string, all: readonly Round[]): string => {
  const [perSecond, cpuUs] = [median(all.map((one) => one.perSecond)), median(all.map((one) => one.cpuUs))];
  return `${name.padEnd(28)}${perSecond.toFixed(0).padStart(8)} calls/s${cpuUs.toFixed(0).padStart(8)} µs CPU a call\n`;
};

const hook = (url: string): object => ({ kind: 'webhook', url, allowPrivate: true });

const measure = async (): Promise<void> => {
  const upstream = await startUpstream(json(chatBody('fine')));
  const [stuck, failing] = [await startReceiver(hangs), await startReceiver(answers(500))];
  const config = { upstreams: { one: { url: upstream.url, health: 'off', models: ['m'] } }, log: { level: 'error' } };
  const alerts = { stuck: hook(stuck.url), failing: hook(failing.url), gone: hook('http://127.0.0.1:9/') };
  const [plain, troubled] = [await startProgram(config), await startProgram({ ...config, alerts })];
  try {
    for (const program of [plain, troubled])
      for (let each = 0; each < incidents; each++)
        await operate(program, '/api/incidents', {
          title: `Trouble ${each}`,
          body: 'We look.',
          components: { m: 'major_outage' },
        });
    const [without, withSinks]: [Round[], Round[]] = [[], []];
    await Promise.all([round(plain), round(troubled)]);
    for (let each = 0; each < rounds; each++) {
      // Left to themselves they would be tried now and then: here, all the time.
      await operate(troubled, '/api/alerts/retry', {});
      const pair = [
        () => round(plain).then((one) => without.push(one)),
        () => round(troubled).then((one) => withSinks.push(one)),
      ];
      for (const turn of each % 2 === 0 ? pair : pair.toReversed()) await turn();
    }
    process.stdout.write(said('without sinks', without) + said('with three bad ones', withSinks));
    const ratios = withSinks.map(({ perSecond }, at) => perSecond / (without[at]?.perSecond ?? NaN));
    process.stdout.write(`${'ratio of neighbours, median'.padEnd(28)}${median(ratios).toFixed(2).padStart(8)}\n`);
    process.stdout.write(`the sinks were asked ${stuck.received.length} and ${failing.received.length} times\n`);
  } finally {
    await Promise.all([plain.close(), troubled.close()]);
    await Promise.all([stuck.close(), failing.close(), upstream.close()]);
  }
};

if (values.help === true) process.stdout.write(help);
else await measure();
