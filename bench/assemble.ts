/** `node bench/assemble.ts`: CPU of calls that are not streamed, asked for as they are and as a stream that is put together. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request, type ServerResponse } from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { answerBody, contentEvent, lastEvents } from './canned.ts';
import { Started } from './started.ts';

const events = 100;
/** As in `npm run bench`: each event is a write of its own. */
const tickMs = 2;
const calls = Number(process.argv[2] ?? 1_000);
const concurrency = 16;

const paced = new Map<ServerResponse, number>();

setInterval(() => {
  for (const [response, left] of paced) {
    paced.set(response, left - 1);
    if (left > 0) response.write(contentEvent);
    else {
      paced.delete(response);
      response.end(lastEvents);
    }
  }
}, tickMs).unref();

const startUpstream = async (): Promise<number> => {
  const server = createServer((asked, response) => {
    let text = '';
    asked.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
    asked.on('end', () => {
      if (!text.includes('"stream":true')) response.setHeader('content-type', 'application/json').end(answerBody);
      else {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        if (text.includes('"burst"')) response.end(contentEvent.repeat(events) + lastEvents);
        else paced.set(response, events);
      }
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const agent = new Agent({ keepAlive: true, maxSockets: concurrency });

const call = (port: number, body: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const asked = request({ port, path: '/v1/chat/completions', method: 'POST', headers, agent }, (response) => {
      response.resume().on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error('not answered'))));
    });
    asked.on('error', reject).end(body);
  });

const cpuOf = async (gateway: Started, port: number, model: string): Promise<number> => {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'x'.repeat(400) }] });
  const many = async (count: number): Promise<void> => {
    let left = count;
    const keepCalling = async (): Promise<void> => {
      while (left-- > 0) await call(port, body);
    };
    await Promise.all(Array.from({ length: concurrency }, keepCalling));
  };
  await many(calls / 2);
  const before = gateway.cpuUs();
  await many(calls);
  return (gateway.cpuUs() - before) / calls;
};

const upstreamPort = await startUpstream();
const folder = mkdtempSync(path.join(tmpdir(), 'good-gateway-bench-'));
const targets = [{ upstream: 'bench' }];
const models = { whole: { targets }, paced: { targets, assemble: 'on' }, burst: { targets, assemble: 'on' } };
const upstreams = { bench: { url: `http://127.0.0.1:${upstreamPort}/v1`, health: 'off', models: Object.keys(models) } };
const file = path.join(folder, 'good-gateway.yaml');
writeFileSync(
  file,
  JSON.stringify({ upstreams, models, store: 'sqlite:./calls.db', log: { level: 'warn' }, drain: '1s' }),
);
const gateway = new Started({
  name: 'good-gateway',
  core: availableParallelism() - 1,
  command: path.join(import.meta.dirname, '..', 'bin/good-gateway'),
  args: ['serve', '-c', file, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'],
});
try {
  const port = Number(await gateway.says(/callers\s+http:\/\/127\.0\.0\.1:(\d+)/));
  for (const model of Object.keys(models))
    console.log(`${model.padEnd(6)} ${(await cpuOf(gateway, port, model)).toFixed(0).padStart(6)} µs of CPU a call`);
} finally {
  await gateway.stop();
  rmSync(folder, { recursive: true });
}
