/** What is measured: how each product is started in front of the scripted upstream, and what its callers must send. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { findNginx, findPortkey } from './peers.ts';
import { Started } from './started.ts';

export const productNames = ['good-gateway', 'nginx', 'bare-relay', 'portkey', 'direct'] as const;
export type ProductName = (typeof productNames)[number];

export interface Place {
  readonly upstreamPort: number;
  /** A folder of this run's own. */
  readonly folder: string;
  /** Of our own gateway; as by default where it is not said. */
  readonly keepPrompts?: 'memory' | 'durable' | 'off';
}

export type Product =
  | {
      readonly kind: 'running';
      readonly name: ProductName;
      readonly port: number;
      /** Header lines its callers add. */
      readonly headers: string;
      /** `null`: the upstream itself. */
      readonly process: Started | null;
    }
  | { readonly kind: 'absent'; readonly name: ProductName; readonly why: string };

/** The gateway's core; load and upstream have the other. */
export const gatewayCore = 0;
export const loadCore = 1;

const root = path.join(import.meta.dirname, '..');
/** For a product that cannot be told to take any port. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

/** Waits until something listens on the port. */
const answers = async (port: number, started: Started): Promise<void> => {
  for (let tries = 0; tries < 200 && !started.hasExited; tries++) {
    const response = await fetch(`http://127.0.0.1:${port}/v1/models`).catch(() => null);
    if (response !== null) return void (await response.arrayBuffer());
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing answers on port ${port}: ${started.lastWords}`);
};

const startGoodGateway = async ({ upstreamPort, folder, keepPrompts = 'memory' }: Place): Promise<Product> => {
  const file = path.join(folder, 'good-gateway.yaml');
  writeFileSync(
    file,
    [
      `upstreams: { bench: { url: "http://127.0.0.1:${upstreamPort}/v1" } }`,
      'store: sqlite:./good-gateway.db',
      'log: { level: warn }',
      'drain: 1s',
      `keepPrompts: ${keepPrompts}`,
      '',
    ].join('\n'),
  );
  const started = new Started({
    name: 'good-gateway',
    core: gatewayCore,
    command: path.join(root, 'bin/good-gateway'),
    args: ['serve', '-c', file, '--listen', '127.0.0.1:0', '--admin', '127.0.0.1:0'],
    env: { GOOD_GATEWAY_SECRET: 'a secret of the benchmark' },
  });
  const port = Number(await started.says(/callers\s+http:\/\/127\.0\.0\.1:(\d+)/));
  return { kind: 'running', name: 'good-gateway', port, headers: '', process: started };
};

const nginxConfig = (upstreamPort: number, port: number): string => `
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid nginx.pid;
error_log error.log warn;
${process.getuid?.() === 0 ? 'user root;' : ''}
events { worker_connections 16384; }
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  keepalive_requests 100000000;
  upstream bench { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location / {
      proxy_pass http://bench;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_read_timeout 300s;
    }
  }
}
`;

const startNginx = async ({ upstreamPort, folder }: Place): Promise<Product> => {
  const found = findNginx();
  if (found.kind === 'absent') return { kind: 'absent', name: 'nginx', why: found.why };
  const port = await freePort();
  const prefix = path.join(folder, 'nginx');
  mkdirSync(prefix, { recursive: true });
  writeFileSync(path.join(prefix, 'nginx.conf'), nginxConfig(upstreamPort, port));
  const args = ['-p', prefix, '-e', 'error.log', '-c', 'nginx.conf'];
  const started = new Started({ name: 'nginx', core: gatewayCore, command: found.path, args });
  await answers(port, started);
  return { kind: 'running', name: 'nginx', port, headers: '', process: started };
};

const startBareRelay = async ({ upstreamPort }: Place): Promise<Product> => {
  const started = new Started({
    name: 'bare-relay',
    core: gatewayCore,
    command: process.execPath,
    args: [path.join(import.meta.dirname, 'bare-relay.ts'), `http://127.0.0.1:${upstreamPort}`],
  });
  const port = Number(await started.says(/listening on (\d+)/));
  return { kind: 'running', name: 'bare-relay', port, headers: '', process: started };
};

const startPortkey = async ({ upstreamPort }: Place): Promise<Product> => {
  const found = findPortkey();
  if (found.kind === 'absent') return { kind: 'absent', name: 'portkey', why: found.why };
  const port = await freePort();
  const started = new Started({
    name: 'portkey',
    core: gatewayCore,
    command: process.execPath,
    args: [found.path, `--port=${port}`, '--headless'],
    env: { NODE_ENV: 'production', TRUSTED_CUSTOM_HOSTS: '127.0.0.1,localhost' },
  });
  await answers(port, started);
  const headers = `x-portkey-provider: openai\r\nx-portkey-custom-host: http://127.0.0.1:${upstreamPort}/v1\r\n`;
  return { kind: 'running', name: 'portkey', port, headers, process: started };
};

const starts = {
  'good-gateway': startGoodGateway,
  nginx: startNginx,
  'bare-relay': startBareRelay,
  portkey: startPortkey,
  direct: ({ upstreamPort }) =>
    Promise.resolve({ kind: 'running', name: 'direct', port: upstreamPort, headers: '', process: null }),
} as const satisfies Record<ProductName, (place: Place) => Promise<Product>>;

/** A product that does not start is said to be absent, with its last words. */
export const start = async (name: ProductName, place: Place): Promise<Product> => {
  try {
    return await starts[name](place);
  } catch (error) {
    return { kind: 'absent', name, why: error instanceof Error ? error.message : 'it did not start' };
  }
};
