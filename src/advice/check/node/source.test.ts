import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { positionOf } from '../place.ts';
import { type NodeServer, type NodeSource, readSource } from './source.ts';

const read = (text: string): NodeSource => readSource({ file: 'server.ts', text });

/** `framework line:column clock=ms…` */
const brief = ({ framework, place, clocks }: NodeServer): string => {
  const { line, column } = positionOf(place);
  return [`${framework} ${line}:${column}`, ...Object.entries(clocks).map(([name, { ms }]) => `${name}=${ms}`)].join(
    ' ',
  );
};

const cases: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a server and its assignments',
    `import http from 'node:http';\nconst seconds = 1_000;\nconst server = http.createServer(app);\nserver.keepAliveTimeout = 65 * seconds;\nserver.headersTimeout = 66_000;`,
    ['http 3:16 keepAliveTimeout=65000 headersTimeout=66000'],
  ],
  [
    'options',
    `import { createServer } from 'http';\ncreateServer({ requestTimeout: 0 }, handle).listen(1);`,
    ['http 2:1 requestTimeout=0'],
  ],
  [
    'express',
    `const express = require('express');\nconst app = express();\nconst server = app.listen(80);\nserver.keepAliveTimeout = 1;`,
    ['express 3:16 keepAliveTimeout=1'],
  ],
  [
    'express that nobody sets',
    `import express from 'express';\nconst app: express.Express = express();\napp.listen(80);`,
    ['express 3:1'],
  ],
  [
    'fastify',
    `const fastify = require('fastify')({ keepAliveTimeout: 5000 });\nfastify.get('/', f);\nfastify.listen({ port: 80 });`,
    ['fastify 1:17 keepAliveTimeout=5000'],
  ],
  [
    'imported fastify',
    `import Fastify from 'fastify';\nconst app = Fastify();\nawait app.listen({ port: 80 });`,
    ['fastify 2:13'],
  ],
  ['koa', `const Koa = require('koa');\nconst app = new Koa();\napp.listen(80);`, ['koa 3:1']],
  [
    'nest',
    `import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.create(Root);\nconst server = await app.listen(80);\nserver.keepAliveTimeout = 7;`,
    ['nest 3:22 keepAliveTimeout=7'],
  ],
  [
    'hono',
    `import { serve } from '@hono/node-server';\nserve({ fetch: app.fetch, serverOptions: { keepAliveTimeout: 9 } });`,
    ['hono 2:1 keepAliveTimeout=9'],
  ],
  [
    'two servers',
    `const a = http.createServer();\nconst b = http.createServer();\nb.keepAliveTimeout = 2;\na.keepAliveTimeout = 1;`,
    ['http 1:11 keepAliveTimeout=1', 'http 2:11 keepAliveTimeout=2'],
  ],
  [
    'a server made elsewhere',
    `export const tune = (server: Server) => { server.keepAliveTimeout = limits.idle; };`,
    ['http 1:43 keepAliveTimeout=null'],
  ],
  ['a server that is no HTTP server', `import net from 'node:net';\nnet.createServer(f).listen(1);`, []],
  [
    'a client of the same option',
    `import { Agent } from 'undici';\nconst agent = new Agent({ keepAliveTimeout: 4_000 });\nconst other = http.createServer();`,
    ['http 3:15'],
  ],
  [
    'a field of a class',
    `class Front { start() { this.server = http.createServer(); this.server.keepAliveTimeout = 3; } }`,
    ['http 1:39 keepAliveTimeout=3'],
  ],
  ['a comment', `// http.createServer()\nconst x = 'server.keepAliveTimeout = 5';`, []],
];

test('servers and their clocks are found where they stand', () => {
  for (const [name, text, wanted] of cases) {
    const { servers, problems } = read(text);
    assert.deepEqual(problems, [], name);
    assert.deepEqual(servers.map(brief), wanted, name);
  }
});

test('whether SIGTERM is handled is seen', () => {
  for (const [text, wanted] of [
    [`http.createServer(); process.on('SIGTERM', stop);`, true],
    [`http.createServer(); process.once("SIGTERM", stop);`, true],
    [`http.createServer(); process.on('SIGINT', stop);`, false],
    [`http.createServer(); bus.on('SIGTERM', stop);`, false],
  ] as const)
    assert.equal(read(text).handlesTerm, wanted, text);
});

test('broken syntax has its place; what is too long is not read', () => {
  const { problems } = read('const a = http.createServer();\nconst = 5;\n');
  assert.ok(problems[0] !== undefined);
  assert.equal(positionOf(problems[0].place).line, 2);
  assert.equal(read(`createServer;${' '.repeat(1_000_000)}`).problems.length, 1);
});

test('no text makes it throw', () => {
  const piece = fc.constantFrom(
    'http.createServer(',
    ')',
    'const ',
    'server',
    '.keepAliveTimeout',
    ' = ',
    '5',
    '*',
    '{',
    '}',
    '(',
    "'",
    '`',
    '\n',
    'require(',
    'new ',
    'serve(',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 3 })), { maxLength: 30 }), (pieces) => {
      assert.ok(read(pieces.join('')).servers.length <= pieces.length);
    }),
    { numRuns: 500 },
  );
});
