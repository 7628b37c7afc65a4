/** How upstreams are checked and shown, over real sockets: model servers and their figures, and health checks that are wrong themselves. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, post } from '../fakes/calls.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { llama, llamaLoading, listOf, ollama, startPages, vllm } from '../fakes/paged-server.ts';
import type { Pages, PagedServer } from '../fakes/paged-server.ts';
import { until as patient } from '../fakes/patience.ts';

interface Shown {
  readonly state: string;
  readonly since: number | null;
  readonly means: string;
  readonly todo: string;
  readonly note: { readonly says: string; readonly todo: string } | null;
  readonly server: { readonly kind: string; readonly version: string | null; readonly loaded: unknown } | null;
  readonly figures: {
    readonly running: number | null;
    readonly waiting: number | null;
    readonly slots: number | null;
  } | null;
  readonly check: { readonly belief: string };
}

const shown = async ({ admin }: TestGateway): Promise<Shown> => {
  const { upstreams } = (await (await fetch(`${admin}/api/upstreams`)).json()) as { upstreams: Shown[] };
  assert.ok(upstreams[0] !== undefined);
  return upstreams[0];
};

/** Looks until it is so; `between`: what happens meanwhile. */
const until = (
  gateway: TestGateway,
  isSo: (one: Shown) => boolean,
  between?: () => Promise<unknown>,
): Promise<Shown> => {
  let one: Shown | null = null;
  return patient(
    () => `another state than ${JSON.stringify(one)}`,
    async () => {
      one = await shown(gateway);
      if (isSo(one)) return one;
      await between?.();
      return null;
    },
  );
};

const often = { every: '100ms' };

const around = async (
  pages: Pages,
  upstream: Readonly<Record<string, unknown>>,
  act: (gateway: TestGateway, server: PagedServer) => Promise<void>,
): Promise<void> => {
  const server = await startPages(pages);
  const gateway = await startGateway({ upstreams: { one: { url: server.url, health: often, ...upstream } } });
  try {
    await act(gateway, server);
  } finally {
    await gateway.stop();
    await server.close();
  }
};

test('vLLM: its queue and its version are read, and a failure there says how long the queue was', async () => {
  await around(vllm, {}, async (gateway, server) => {
    const one = await until(gateway, ({ figures, server: kind }) => figures !== null && kind?.version === '0.12.0');
    assert.equal(one.state, 'healthy');
    assert.deepEqual([one.figures?.running, one.figures?.waiting], [8, 12]);
    server.set('POST /v1/chat/completions', { status: 503, headers: { 'retry-after': '60' }, body: '' });
    const failed = await post(gateway.url, ask);
    assert.equal(failed.headers.get('good-gateway-cause'), 'overload');
    const why = await gateway.ended(failed.headers.get('x-request-id'));
    assert.ok(
      why.evidence.some(({ says, value }) => says.includes('queue') && value === '12'),
      JSON.stringify(why.evidence),
    );
  });
});

test('llama.cpp: while it loads no call goes there, and then calls do', async () => {
  const loading = { ...llama, 'GET /health': llamaLoading, 'GET /slots': llamaLoading, 'GET /metrics': llamaLoading };
  await around({ ...loading, 'POST /v1/chat/completions': llamaLoading }, {}, async (gateway, server) => {
    const one = await until(gateway, ({ state }) => state === 'loading');
    assert.match(one.means, /cannot answer yet/);
    const call = post(gateway.url, ask);
    for (const [what, page] of Object.entries(llama)) server.set(what, page);
    assert.equal((await call).status, 200, 'the call waited for it');
    assert.equal(server.asked.filter((what) => what.startsWith('POST')).length, 1);
    const well = await until(gateway, ({ state, figures }) => state === 'healthy' && figures?.slots === 2);
    assert.equal(well.figures?.running, 1);
  });
});

test('Ollama: what it holds in memory', async () => {
  await around(ollama, {}, async (gateway) => {
    const one = await until(gateway, ({ server }) => server?.version === '0.12.3' && server.loaded !== null);
    assert.deepEqual(one.server, { kind: 'ollama', version: '0.12.3', loaded: ['m:latest'] });
  });
});

test('others are asked for nothing but their models', async () => {
  await around({ ...vllm, 'GET /v1/models': listOf('somebody') }, {}, async (gateway, server) => {
    await until(gateway, ({ state }) => state === 'healthy');
    await until(gateway, () => server.asked.length >= 5);
    assert.deepEqual([...new Set(server.asked)], ['GET /v1/models']);
  });
});

test('a health check at a path that is not there takes nobody out, and is shown with what to change', async () => {
  await around(vllm, { health: { ...often, path: '/nothing-here' } }, async (gateway) => {
    const one = await until(gateway, ({ note }) => note !== null);
    assert.match(one.note?.says ?? '', /\/nothing-here.*set wrongly.*404/);
    assert.match(one.note?.todo ?? '', /upstreams\.one\.health\.path/);
    assert.equal((await post(gateway.url, ask)).status, 200);
    const page = await (await fetch(gateway.origin)).text();
    assert.match(page, /is set wrongly/);
    await until(gateway, () => gateway.said.some((line) => line.includes('is set wrongly')));
    assert.equal(gateway.said.filter((line) => line.includes('is set wrongly')).length, 1, 'it is logged once');
  });
});

test('a health check that is green while calls fail does not see what is wrong', async () => {
  const pages = { ...vllm, 'POST /v1/chat/completions': { status: 500, body: 'no' } };
  await around(pages, { health: { ...often, path: '/health' } }, async (gateway) => {
    const one = await until(
      gateway,
      ({ note }) => note !== null,
      () => post(gateway.url, ask),
    );
    assert.match(one.note?.says ?? '', /green while calls fail with `upstream_error`/);
    assert.match(one.note?.todo ?? '', /health\.complete/);
    assert.equal(one.check.belief, 'good');
  });
});

test('a health check that fails while calls succeed is the one that is wrong', async () => {
  const failing = { status: 500, body: 'no' };
  await around(
    { ...vllm, 'GET /health': failing },
    { health: { ...often, path: '/health' } },
    async (gateway, server) => {
      const one = await until(
        gateway,
        ({ note }) => note !== null,
        () => post(gateway.url, ask),
      );
      assert.match(one.note?.says ?? '', /fails with status 500 while calls succeed/);
      assert.equal((await post(gateway.url, ask)).status, 200);
      server.set('GET /health', {});
      await until(gateway, ({ note, state }) => note === null && state === 'healthy');
    },
  );
});
