import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSources } from '../check.ts';

const context = { streaming: null, nginxVersion: null, open: () => Promise.resolve({ sources: [], unopened: [] }) };

const term = `process.on('SIGTERM', stop);`;

/** The file, the rule that finds something in it, and the fix in the file's own words. */
const cases: readonly (readonly [text: string, rule: string, fix: string])[] = [
  [
    `http.createServer(f).listen(1); ${term}`,
    'NODE-1',
    'const server = http.createServer(…);\nserver.keepAliveTimeout = 65_000;',
  ],
  [
    `new http.Server(f).listen(1); ${term}`,
    'NODE-1',
    'const server = new http.Server(…);\nserver.keepAliveTimeout = 65_000;',
  ],
  [`const web = http.createServer(f); web.listen(1); ${term}`, 'NODE-1', 'web.keepAliveTimeout = 65_000;'],
  [
    `const app = require('express')(); app.listen(8080); ${term}`,
    'NODE-1',
    'const server = app.listen(…);\nserver.keepAliveTimeout = 65_000;',
  ],
  [
    `import { NestFactory } from '@nestjs/core'; const app = await NestFactory.create(Root); await app.listen(1); ${term}`,
    'NODE-1',
    'const server = await app.listen(…);\nserver.keepAliveTimeout = 65_000;',
  ],
  [
    `const web = http.createServer({ keepAliveTimeout: 9_000 }, f); web.listen(1); ${term}`,
    'NODE-1',
    'keepAliveTimeout: 65_000',
  ],
  [
    `const web = http.createServer(f); web.keepAliveTimeout = 9 * 1000; web.listen(1); ${term}`,
    'NODE-1',
    'web.keepAliveTimeout = 65_000;',
  ],
  [
    `const app = require('fastify')({ keepAliveTimeout: 65_000 }); app.headersTimeout = 6; app.listen(); ${term}`,
    'NODE-2',
    'app.headersTimeout = 66000;',
  ],
  [
    `const api = require('fastify')(); api.listen({ port: 1 });`,
    'NODE-3',
    `process.on('SIGTERM', () => api.server.close());`,
  ],
  [
    `const vllm = http.createServer(f); vllm.keepAliveTimeout = 65_000; vllm.setTimeout(30_000); app.post('/v1/chat/completions', f); vllm.listen(1); ${term}`,
    'NODE-5',
    'vllm.setTimeout(0);',
  ],
];

test('the fix of a server is written in the words of its own file, and names a server that has no name', async () => {
  for (const [text, rule, fix] of cases) {
    const { findings } = await checkSources([{ file: 'server.mjs', text }], context);
    assert.deepEqual(
      findings.filter((one) => one.rule === rule).map((one) => one.fix),
      [fix],
      `${text}\n${JSON.stringify(findings.map((one) => one.rule))}`,
    );
  }
});
