/** The rules and the dashboard of deploy/ in a real Prometheus that reads a real gateway: checked, tested, and made to fire. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as answers from '../fakes/answers.ts';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { type Expression, rulesFile, rulesTest, shippedPanels } from '../fakes/shipped.ts';
import { startUpstream } from '../fakes/upstream.ts';
import { inTime, until as patient } from '../fakes/patience.ts';

const exec = promisify(execFile);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const patienceMs = 90_000;

const isThere = async (program: string): Promise<boolean> =>
  exec(program, ['--version']).then(
    () => true,
    () => false,
  );

const configFor = (target: string): string => `
global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [${JSON.stringify(rulesFile)}]
scrape_configs:
  - job_name: good-gateway
    static_configs: [{ targets: [${JSON.stringify(target)}] }]
`;

interface Prometheus {
  readonly child: ChildProcess;
  readonly origin: string;
}

/** On a port of its own choice. */
const startPrometheus = async (folder: string, target: string): Promise<Prometheus> => {
  const config = join(folder, 'prometheus.yml');
  await writeFile(config, configFor(target));
  const args = [`--config.file=${config}`, `--storage.tsdb.path=${join(folder, 'data')}`];
  const child = spawn('prometheus', [...args, '--web.listen-address=127.0.0.1:0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const listening = new Promise<string | null>((resolve) => {
    child.stderr.on('data', (piece: Buffer) => {
      said += String(piece);
      const found = /"?Listening on"? address=(\S+)\s/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('close', () => resolve(null));
  });
  const address = await inTime(() => `where Prometheus listens, of one that said ${said}`, listening);
  if (address === null) throw new Error(`prometheus ended: ${said}`);
  const origin = `http://${address}`;
  await patient('a Prometheus that is ready', async () => (await fetch(`${origin}/-/ready`)).ok);
  return { child, origin };
};

const read = async (origin: string, path: string): Promise<unknown> => {
  const body = (await (await fetch(origin + path)).json()) as { status: string; data: unknown; error?: string };
  if (body.status !== 'success') throw new Error(`${path}: ${body.error ?? body.status}`);
  return body.data;
};

interface Alert {
  readonly state: string;
  readonly labels: { readonly alertname: string };
}

const firing = async (origin: string): Promise<ReadonlySet<string>> => {
  const { alerts } = (await read(origin, '/api/v1/alerts')) as { alerts: readonly Alert[] };
  return new Set(alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname));
};

/** Asks until it is so, and calls the gateway meanwhile. */
const until = async (what: string, isSo: () => Promise<boolean>, call: () => Promise<unknown>): Promise<void> => {
  const startedAt = Date.now();
  while (!(await isSo())) {
    if (Date.now() - startedAt > patienceMs) throw new Error(`not seen within ${patienceMs / 1000} s: ${what}`);
    await Promise.all([call(), sleep(200)]);
  }
  say(`  ${what} (${((Date.now() - startedAt) / 1000).toFixed(0)} s)`);
};

const countOf = async (origin: string, { text, where }: Expression): Promise<number> => {
  const data = (await read(origin, `/api/v1/query?query=${encodeURIComponent(text)}`).catch((error: unknown) => {
    throw new Error(`panel "${where}": ${String(error)}`);
  })) as { result: readonly unknown[] };
  return data.result.length;
};

/** Panels that have nothing to show while nobody is near a limit, no call is saved, and no answer is kept. */
const mayBeEmpty = new Set([
  'Limit used at the most in a day',
  'Kept answers',
  'Price of resilience',
  'What saved calls',
  'Answers that broke',
]);

const seePanels = async (origin: string): Promise<void> => {
  const panels = await shippedPanels();
  for (const panel of panels) {
    const count = await countOf(origin, panel);
    assert.ok(count > 0 || mayBeEmpty.has(panel.where), `panel "${panel.where}" shows nothing: ${panel.text}`);
  }
  say(`  ${panels.length} queries of the dashboard are answered`);
};

const call = async (gateway: TestGateway): Promise<void> => {
  await (await post(gateway.url, ask)).text();
};

const prove = async (folder: string): Promise<void> => {
  const upstream = await startUpstream(answers.healthy('fine'));
  const gateway = await startGateway({
    upstreams: { one: { url: upstream.url }, dead: { url: 'http://127.0.0.1:9/v1' } },
    retries: { attempts: 1 },
    alerts: { hook: { kind: 'webhook', url: 'http://127.0.0.1:9/', allowPrivate: true } },
  });
  const { child, origin } = await startPrometheus(folder, new URL(gateway.admin).host);
  try {
    const ten = (): Promise<unknown> => Promise.all(Array.from({ length: 10 }, () => call(gateway)));
    const isUp = async (): Promise<boolean> =>
      (await countOf(origin, { where: 'up', text: 'good_gateway:calls:rate1m > 0' })) > 0;
    await until('the gateway is read, and the rules are worked out', isUp, ten);
    assert.ok(!(await firing(origin)).has('GoodGatewayFailuresSpike'), 'nothing is wrong yet');
    upstream.act(answers.cut);
    await until(
      'calls fail: GoodGatewayFailuresSpike fires',
      async () => (await firing(origin)).has('GoodGatewayFailuresSpike'),
      ten,
    );
    await seePanels(origin);
  } finally {
    const over = once(child, 'close');
    child.kill();
    if (child.exitCode === null) await inTime('the end of Prometheus', over);
    await gateway.stop();
    await upstream.close();
  }
};

const run = async (): Promise<void> => {
  if (!(await isThere('prometheus')) || !(await isThere('promtool'))) {
    say('skipped: there is no prometheus here (Debian: apt-get install prometheus)');
    return;
  }
  say((await exec('promtool', ['check', 'rules', rulesFile])).stdout.trim());
  say((await exec('promtool', ['test', 'rules', rulesTest])).stdout.trim());
  const folder = await mkdtemp(join(tmpdir(), 'good-gateway-prometheus-'));
  try {
    await prove(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

await run();
