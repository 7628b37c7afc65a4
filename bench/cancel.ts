/** How soon an upstream sees that nobody wants its answer any longer: a caller who left, and a stream that was called off. */
import { parseArgs } from 'node:util';
import { begin, chunk, opening } from '../test/fakes/answers.ts';
import { askStream, post } from '../test/fakes/calls.ts';
import { startGateway } from '../test/fakes/gateway.ts';
import { type FakeUpstream, startUpstream } from '../test/fakes/upstream.ts';

const help = `cancel: ms from the moment a caller leaves, or calls a stream off, until the upstream's connection is over

  bin/node bench/cancel.ts [--calls N]

  --calls N   calls of each kind: 100
`;

const { values } = parseArgs({ options: { calls: { type: 'string' }, help: { type: 'boolean' } } });
const calls = Number(values.calls ?? 100);

const upstream: FakeUpstream = await startUpstream(begin(opening + chunk('Hello')));
const gateway = await startGateway({ upstreams: { one: { url: upstream.url } }, log: { level: 'error' } });

/** Opens a stream that says one word and then nothing. */
const open = async (): Promise<{ answer: Response; left: AbortController; over: Promise<number> }> => {
  const left = new AbortController();
  const answer = await post(gateway.url, askStream, { signal: left.signal });
  return { answer, left, over: upstream.last.over };
};

const leave = async (): Promise<number> => {
  const { left, over } = await open();
  const at = performance.now();
  left.abort();
  return (await over) - at;
};

const callOff = async (): Promise<number> => {
  const { answer, over } = await open();
  const at = performance.now();
  const id = answer.headers.get('good-gateway-stream') ?? '';
  const done = await fetch(`${gateway.url}/streams/${id}`, { method: 'DELETE' });
  if (done.status !== 200) throw new Error(`DELETE answered ${done.status}`);
  const text = await answer.text();
  if (text.includes('[DONE]') || !text.includes('"code":"cancelled"')) throw new Error(`it ended so: ${text}`);
  return (await over) - at;
};

const measure = async (name: string, act: () => Promise<number>): Promise<void> => {
  const times: number[] = [];
  for (let call = 0; call < calls; call++) times.push(await act());
  times.sort((a, b) => a - b);
  const [half, most] = [0.5, 0.99].map((share) => times[Math.floor(times.length * share)] ?? NaN);
  const cells = [half, most, times.at(-1)].map((ms) => `${(ms ?? NaN).toFixed(1)} ms`.padStart(10));
  console.log(`${name.padEnd(34)}${String(calls).padStart(6)}${cells.join('')}`);
};

if (values.help === true) console.log(help);
else {
  console.log(
    `${''.padEnd(34)}${'calls'.padStart(6)}${'p50'.padStart(10)}${'p99'.padStart(10)}${'longest'.padStart(10)}`,
  );
  await measure('the caller hangs up', leave);
  await measure('DELETE /v1/streams/{id}', callOff);
}
await gateway.stop();
await upstream.close();
