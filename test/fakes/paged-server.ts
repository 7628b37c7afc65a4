/** A server of fixed pages, such as a model server has beside its API, with a count of what was asked. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chatBody } from './answers.ts';

export interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface PagedServer {
  /** Ends in `/v1`. */
  readonly url: string;
  /** `METHOD PATH` of all that came, oldest first. */
  readonly asked: readonly string[];
  /** Another page from now on. */
  set(what: string, page: Page): void;
  close(): Promise<void>;
}

/** By `METHOD PATH`; what is not there answers 404. */
export type Pages = Readonly<Record<string, Page>>;

const json = { 'content-type': 'application/json' };

const ok = (body: unknown, headers: Readonly<Record<string, string>> = {}): Page => ({
  headers: { ...json, ...headers },
  body: JSON.stringify(body),
});

export const listOf = (ownedBy: string, headers: Readonly<Record<string, string>> = {}): Page =>
  ok({ object: 'list', data: [{ id: 'm', object: 'model', created: 7, owned_by: ownedBy }] }, headers);

const answer: Page = { headers: json, body: chatBody('hello') };

const text = (body: string): Page => ({ headers: { 'content-type': 'text/plain; version=0.0.4' }, body });

/** vLLM with a queue, as its `/metrics` shows it. */
export const vllm: Pages = {
  'GET /v1/models': listOf('vllm', { server: 'uvicorn' }),
  'GET /version': ok({ version: '0.12.0' }),
  'GET /health': {},
  'GET /metrics': text(
    '# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{engine="0",model_name="m"} 8.0\n' +
      'vllm:num_requests_waiting{engine="0",model_name="m"} 12.0\nvllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.97\n',
  ),
  'POST /v1/chat/completions': answer,
};

const signed = { server: 'llama.cpp' };

/** llama.cpp while it loads: it lists its model, and answers all else with 503. */
export const llamaLoading: Page = {
  status: 503,
  headers: { ...json, ...signed },
  body: '{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}',
};

export const llama: Pages = {
  'GET /v1/models': listOf('llamacpp', signed),
  'GET /health': ok({ status: 'ok' }, signed),
  'GET /slots': ok(
    [
      { id: 0, is_processing: true },
      { id: 1, is_processing: false },
    ],
    signed,
  ),
  'GET /metrics': {
    status: 501,
    headers: { ...json, ...signed },
    body: '{"error":{"code":501,"message":"This server does not support metrics endpoint.","type":"not_supported_error"}}',
  },
  'POST /v1/chat/completions': answer,
};

export const ollama: Pages = {
  'GET /v1/models': listOf('library'),
  'GET /api/ps': ok({ models: [{ name: 'm:latest', model: 'm:latest', size_vram: 5_137_025_024 }] }),
  'GET /api/version': ok({ version: '0.12.3' }),
  'POST /v1/chat/completions': answer,
};

export const startPages = async (first: Pages): Promise<PagedServer> => {
  const pages = new Map(Object.entries(first));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    request.on('error', () => {});
    response.on('error', () => {});
    request.resume().on('end', () => {
      const what = `${request.method} ${request.url}`;
      asked.push(what);
      const page = pages.get(what) ?? { status: 404, headers: json, body: '{"detail":"Not Found"}' };
      response.writeHead(page.status ?? 200, page.headers ?? {}).end(page.body ?? '');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    set: (what, page) => void pages.set(what, page),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
};
