import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../check.ts';
import { textOf } from '../report/text.ts';

const context = { streaming: null, nginxVersion: null, open: () => Promise.resolve({ sources: [], unopened: [] }) };

const express = `'use strict';
const express = require('express');

const app = express();
app.post('/v1/chat/completions', async (request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  for await (const event of answer(request.body)) response.write(\`data: \${JSON.stringify(event)}\\n\\n\`);
  response.end('data: [DONE]\\n\\n');
});

const seconds = 1000;
const server = app.listen(process.env.PORT ?? 8080);
// Longer than the load balancer in front keeps its connections.
server.keepAliveTimeout = 65 * seconds;
server.headersTimeout = 66 * seconds;
process.once('SIGTERM', () => server.close());
`;

const fastify = `import Fastify, { type FastifyInstance } from 'fastify';

export const build = (): FastifyInstance => {
  const app = Fastify({ logger: true, bodyLimit: 32 * 1024 * 1024 });
  app.post<{ Body: { prompt: string } }>('/complete', async (request) => ({ text: request.body.prompt }));
  return app;
};

const app = build();
process.on('SIGTERM', () => void app.close());
await app.listen({ host: '0.0.0.0', port: Number(process.env['PORT'] ?? 8080) });
`;

test('in good servers nothing is wrong', async () => {
  for (const [file, text] of [
    ['express.js', express],
    ['fastify.ts', fastify],
  ] as const) {
    const report = await checkSources([{ file, text }], context);
    assert.deepEqual(report.findings, [], textOf(report));
    assert.deepEqual(report.problems, []);
    assert.equal(report.links[0]?.hops.length, 1);
  }
});

test('a file that starts no server is told to be none', async () => {
  const { notes, problems } = await checkSources([{ file: 'sum.ts', text: 'export const sum = 1 + 1;\n' }], context);
  assert.match(notes.join('\n'), /sum\.ts: no HTTP server/);
  assert.deepEqual(problems, []);
});
