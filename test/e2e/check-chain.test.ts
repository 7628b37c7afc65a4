/** Rules of the chain proven on the real nginx in front of the real HAProxy: neither file is wrong alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cut } from '../fakes/answers.ts';
import { inVain, rulesIn, thinks } from '../fakes/experiment.ts';
import { missing, post, startFront } from '../fakes/front.ts';
import { nginxFile } from '../fakes/nginx-file.ts';
import { type Act, type FakeUpstream, startUpstream } from '../fakes/upstream.ts';

interface ChainExperiment {
  readonly rule: string;
  readonly shows: string;
  readonly model: Act;
  /** Lines of HAProxy's backend. */
  readonly inner: string;
  /** Lines of nginx's location. */
  readonly bad: string;
  readonly good: string;
  see(status: string, model: FakeUpstream): unknown;
  readonly fails: unknown;
  readonly works: unknown;
}

const innerFile = (port: number, lines: string): string => `defaults
    mode http
    timeout connect 2s
    timeout client 10m
    timeout server 10m
listen llm
    bind unix@%socket
    ${lines}
    server one 127.0.0.1:${port}
`;

const seen = async (lines: string, one: ChainExperiment): Promise<unknown> => {
  const model = await startUpstream(lines === one.bad ? inVain(one.model) : one.model);
  const innerText = innerFile(model.port, one.inner);
  const inner = await startFront('haproxy', innerText);
  const servers = `server unix:${inner.socket}; server unix:${inner.socket};`;
  const outerText = nginxFile({ upstream: servers, route: lines });
  const outer = await startFront('nginx', outerText);
  try {
    const found = await rulesIn({ 'nginx.conf': outerText, 'haproxy.cfg': innerText });
    assert.equal(found.includes(one.rule), lines === one.bad, `found: ${found.join()}`);
    return one.see(await post(outer), model);
  } finally {
    await Promise.all([outer.stop(), inner.stop(), model.close()]);
  }
};

const experiments: readonly ChainExperiment[] = [
  {
    rule: 'XSYS-2',
    shows: 'the edge gives up although the hop behind it waits for the model',
    model: thinks,
    inner: '',
    bad: 'proxy_read_timeout 1s;',
    good: 'proxy_read_timeout 610s;',
    see: (status) => status,
    fails: '504',
    works: '200',
  },
  {
    rule: 'XSYS-3',
    shows: 'one call becomes six at a model that is in trouble',
    model: cut,
    inner: 'retry-on all-retryable-errors\n    retries 2',
    bad: 'proxy_next_upstream error non_idempotent http_502 http_503;',
    good: 'proxy_next_upstream off;',
    see: (_status, { seen: calls }) => calls.length,
    fails: 6,
    works: 3,
  },
];

for (const one of experiments)
  test(`${one.rule}: ${one.shows}`, { skip: missing('nginx') || missing('haproxy') }, async () => {
    assert.deepEqual(await seen(one.bad, one), one.fails, 'with what the rule finds');
    assert.deepEqual(await seen(one.good, one), one.works, 'with the fix');
  });
