/** Prints how many of 10,000 calls failed at upstreams that close idle connections at the worst moment. */
import { type Closing, startClosingUpstream } from '../test/fakes/closing-upstream.ts';
import { startProgram } from '../test/fakes/program.ts';

const calls = 10_000;
const atOnce = 8;
/** Calls of one worker are apart by up to this: about as long as the connections live. */
const pauseMs = 4;

const moments: readonly (readonly [string, Closing])[] = [
  ['every 5th request on a used connection meets its end', { everyNth: 5, idleMs: null }],
  ['every request on a used connection meets its end', { everyNth: 1, idleMs: null }],
  ['idle connections close within 0 to 8 ms', { everyNth: 0, idleMs: 2 * pauseMs }],
];

const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'say it' }] });
const headers = { 'content-type': 'application/json' };

let failures = 0;
for (const [says, closing] of moments) {
  const upstream = await startClosingUpstream(closing);
  const program = await startProgram({
    upstreams: { only: { url: upstream.url, models: ['m'], health: 'off' } },
    log: { level: 'error' },
  });
  const statuses = new Map<number, number>();
  let left = calls;
  const work = async (): Promise<void> => {
    while (left-- > 0) {
      const answer = await fetch(`${program.url}/chat/completions`, { method: 'POST', headers, body });
      await answer.text();
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * pauseMs));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const good = statuses.get(200) ?? 0;
  failures += calls - good;
  console.log(
    `${says}: ${calls - good} errors in ${calls} calls; ${upstream.raced} requests met an end, on ${upstream.connections} connections`,
  );
  await program.close();
  await upstream.close();
}
process.exitCode = failures === 0 ? 0 : 1;
