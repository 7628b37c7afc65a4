/** What vLLM, llama.cpp and Ollama say of themselves, in the forms they document; anything else says nothing. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readSamples } from './exposition.ts';
import { figurePages, readLoaded, readVersion, recognise, together } from './model-server.ts';

const vllm = figurePages.vllm[0].read;
const [, llamaMetrics, llamaSlots] = figurePages['llama.cpp'];

test('a server is recognised by what it signs, and by nothing else', () => {
  assert.equal(recognise({ server: 'uvicorn', ownedBy: 'vllm' }), 'vllm');
  assert.equal(recognise({ server: 'llama.cpp', ownedBy: null }), 'llama.cpp');
  assert.equal(recognise({ server: null, ownedBy: 'llamacpp' }), 'llama.cpp');
  assert.equal(recognise({ server: null, ownedBy: 'library' }), 'ollama');
  assert.equal(recognise({ server: 'uvicorn', ownedBy: 'openai' }), null);
  assert.equal(recognise({ server: null, ownedBy: null }), null);
});

test('vLLM: engines add up, the fullest cache counts, histograms and other names are passed over', () => {
  const page = vllm(`# HELP vllm:num_requests_running Number of requests in model execution batches.
# TYPE vllm:num_requests_running gauge
vllm:num_requests_running{engine="0",model_name="org/model"} 8.0
vllm:num_requests_running{engine="1",model_name="org/model"} 4.0
vllm:num_requests_waiting{engine="0",model_name="a } 9 {"} 12.0
vllm:num_requests_waiting_by_reason{engine="0",model_name="m",reason="capacity"} 99.0
vllm:kv_cache_usage_perc{engine="0",model_name="m"} 0.25
vllm:kv_cache_usage_perc{engine="1",model_name="m"} 0.975 1700000000000
vllm:e2e_request_latency_seconds_bucket{le="0.3",model_name="m"} 3.0
`);
  assert.deepEqual(page, { running: 12, waiting: 12, cacheShare: 0.975, slots: null, loading: false });
});

test('vLLM before version 1 names its cache after the GPU', () => {
  assert.equal(vllm('vllm:gpu_cache_usage_perc{model_name="m"} 0.5')?.cacheShare, 0.5);
});

test('llama.cpp: metrics and slots say it together', () => {
  const metrics = llamaMetrics.read(
    'llamacpp:requests_processing 4\nllamacpp:requests_deferred 46\nllamacpp:kv_cache_usage_ratio 0.5\n',
  );
  const slots = llamaSlots.read(
    JSON.stringify([
      { id: 0, is_processing: true },
      { id: 1, is_processing: false },
      { id: 2, state: 1 },
    ]),
  );
  assert.ok(metrics !== null && slots !== null);
  assert.deepEqual(slots, { running: 2, waiting: null, cacheShare: null, slots: 3, loading: false });
  const all = together([metrics, slots], 5);
  assert.deepEqual(all, { at: 5, running: 4, waiting: 46, cacheShare: 0.5, slots: 3, loading: false });
});

test('Ollama: what is in memory, and its version', () => {
  const ps = JSON.stringify({ models: [{ name: 'llama3:8b', size_vram: 5_137_025_024 }, { name: 7 }, 'x'] });
  assert.deepEqual(readLoaded(ps), ['llama3:8b']);
  assert.deepEqual(readLoaded('{"models":[]}'), []);
  assert.equal(readLoaded('[]'), null);
  assert.equal(readVersion('{"version":"0.12.3-rc1"}'), '0.12.3-rc1');
  assert.equal(readVersion('{"version":"<b>"}'), null);
});

test('a page in no known form says nothing', () => {
  for (const text of ['', '<html>', '{}', '[]', '[1]', 'vllm:num_requests_running', 'vllm:num_requests_running NaN']) {
    assert.equal(vllm(text), null, text);
    assert.equal(llamaSlots.read(text), null, text);
  }
  assert.equal(vllm('vllm:num_requests_waiting -1\nvllm:num_requests_running +Inf'), null);
  assert.equal(vllm('vllm:kv_cache_usage_perc 7')?.cacheShare, null);
  assert.equal(together([], 5), null);
});

test('no text breaks the readers, and no number they give is below 0 or endless', () => {
  const line = fc.tuple(
    fc.constantFrom('vllm:num_requests_running', 'x', '# TYPE'),
    fc.string(),
    fc.oneof(fc.double().map(String), fc.string()),
  );
  fc.assert(
    fc.property(fc.array(line.map(([name, labels, value]) => `${name}{${labels}} ${value}`)), (lines) => {
      for (const values of readSamples(lines.join('\n'), new Set(['vllm:num_requests_running', 'x'])).values())
        for (const value of values) assert.ok(Number.isFinite(value) && value >= 0);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void [vllm(text), llamaSlots.read(text)]));
});
