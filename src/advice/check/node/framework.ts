/** What Node's HTTP frameworks do with a server's clocks when nobody sets them. */

export type Framework = 'http' | 'express' | 'koa' | 'nest' | 'hono' | 'fastify' | 'polka';

export interface NodeDefaults {
  readonly keepAliveMs: number;
  readonly headersMs: number;
  /** 0: none. */
  readonly requestMs: number;
}

/** Node 18 and later (nodejs.org/api/http.html; measured with 20 and 26). */
const nodeDefaults: NodeDefaults = { keepAliveMs: 5_000, headersMs: 60_000, requestMs: 300_000 };

export const defaultsOf = (framework: Framework): NodeDefaults =>
  // Fastify sets its own (fastify.dev, Reference/Server: keepAliveTimeout 72000, requestTimeout 0).
  framework === 'fastify' ? { ...nodeDefaults, keepAliveMs: 72_000, requestMs: 0 } : nodeDefaults;

interface Maker {
  readonly framework: Framework;
  /** `application`: its `listen` starts the server. */
  readonly kind: 'server' | 'application';
}

const makers: Readonly<Record<string, Readonly<Record<string, Maker>>>> = {
  http: { createServer: { framework: 'http', kind: 'server' }, Server: { framework: 'http', kind: 'server' } },
  '@hono/node-server': { serve: { framework: 'hono', kind: 'server' } },
  express: { '()': { framework: 'express', kind: 'application' } },
  koa: { '()': { framework: 'koa', kind: 'application' } },
  polka: { '()': { framework: 'polka', kind: 'application' } },
  fastify: { '()': { framework: 'fastify', kind: 'application' } },
  '@nestjs/core': { create: { framework: 'nest', kind: 'application' } },
};

/** A name that was not imported stands for its module: `http.createServer`, `express()`. */
const moduleNames: Readonly<Record<string, string>> = {
  'node:http': 'http',
  https: 'http',
  'node:https': 'http',
  Fastify: 'fastify',
  Koa: 'koa',
  NestFactory: '@nestjs/core',
};

interface Called {
  /** Where the name comes from, or the name itself. */
  readonly module: string;
  /** `null`: the name itself is called. */
  readonly method: string | null;
  readonly name: string | null;
}

export const frameworkOf = ({ module, method, name }: Called): Maker | null => {
  const own = Object.hasOwn(moduleNames, module) ? (moduleNames[module] ?? module) : module;
  const known = Object.hasOwn(makers, own) ? makers[own] : undefined;
  const called = method ?? (name !== null && known !== undefined && Object.hasOwn(known, name) ? name : '()');
  return known !== undefined && Object.hasOwn(known, called) ? (known[called] ?? null) : null;
};
