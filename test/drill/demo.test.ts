/** The demo model as unchanged SDKs and plain clients meet it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI, { BadRequestError, NotFoundError } from 'openai';
import { startDemo, type Demo } from '../../src/drill/demo/start.ts';

const question = [{ role: 'user' as const, content: 'what is error 502' }];

const dot = (a: readonly number[] = [], b: readonly number[] = []): number =>
  a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0);

describe('the demo model', { concurrency: true }, () => {
  let demo: Demo;
  let openai: OpenAI;
  let anthropic: Anthropic;

  before(async () => {
    demo = await startDemo({ host: '127.0.0.1', port: 0 });
    openai = new OpenAI({ baseURL: demo.url, apiKey: 'none', maxRetries: 0 });
    anthropic = new Anthropic({ baseURL: demo.url.replace(/\/v1$/, ''), apiKey: 'none', maxRetries: 0 });
  });
  after(() => demo.close());

  const post = (path: string, body: string): Promise<Response> => fetch(`${demo.url}${path}`, { method: 'POST', body });

  it('lists two models', async () => {
    const ids = [];
    for await (const { id } of openai.models.list()) ids.push(id);
    assert.deepEqual(ids, ['demo-small', 'demo-large']);
    assert.equal((await openai.models.retrieve('demo-large')).id, 'demo-large');
  });

  it('says the same whether its answer is streamed or not, with usage when asked for it', async () => {
    const whole = await openai.chat.completions.create({ model: 'demo-small', messages: question });
    const stream = await openai.chat.completions.create({
      model: 'demo-small',
      messages: question,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let chunks = 0;
    let tokens: number | undefined;
    let finish: string | null = null;
    for await (const { choices, usage } of stream) {
      text += choices[0]?.delta.content ?? '';
      finish = choices[0]?.finish_reason ?? finish;
      tokens = usage?.completion_tokens ?? tokens;
      chunks += 1;
    }
    assert.match(text, /^502 Bad Gateway/);
    assert.equal(text, whole.choices[0]?.message.content);
    assert.equal(finish, 'stop');
    assert.equal(tokens, whole.usage?.completion_tokens);
    assert.ok(chunks > 20, `${chunks} chunks`);
  });

  it('speaks responses, streamed and not', async () => {
    const whole = await openai.responses.create({ model: 'demo-small', input: 'what is error 502' });
    assert.match(whole.output_text, /^502 Bad Gateway/);
    let text = '';
    let last = '';
    for await (const event of await openai.responses.create({
      model: 'demo-small',
      input: 'what is error 502',
      stream: true,
    })) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      last = event.type;
    }
    assert.equal(text, whole.output_text);
    assert.equal(last, 'response.completed');
  });

  it('speaks messages, streamed and not', async () => {
    const asked = { model: 'demo-large', max_tokens: 500, messages: question };
    const whole = await anthropic.messages.create(asked);
    const streamed = await anthropic.messages.stream(asked).finalMessage();
    assert.deepEqual(streamed.content, whole.content);
    assert.equal(streamed.stop_reason, 'end_turn');
    assert.match(JSON.stringify(whole.content), /502 Bad Gateway/);
  });

  it('speaks completions', async () => {
    const { choices } = await openai.completions.create({ model: 'demo-small', prompt: 'what does 504 mean' });
    assert.match(choices[0]?.text ?? '', /^504 Gateway Timeout/);
  });

  it('embeds: the same text alike, likeness near, length one, as many dimensions as asked', async () => {
    const input = ['the gateway timed out', 'the gateway timed out', 'our gateway timed out', 'bananas are yellow'];
    const { data } = await openai.embeddings.create({ model: 'demo-small', input, dimensions: 64 });
    const vectors = data.map(({ embedding }) => embedding);
    assert.deepEqual(vectors[0], vectors[1]);
    assert.equal(vectors[0]?.length, 64);
    for (const vector of vectors) assert.ok(Math.abs(dot(vector, vector) - 1) < 1e-5);
    assert.ok(dot(vectors[0], vectors[2]) > dot(vectors[0], vectors[3]) + 0.2);
  });

  it('embeds in base64 and in numbers alike', async () => {
    const asked = { model: 'demo-small', input: 'x y z' } as const;
    const numbers = await openai.embeddings.create({ ...asked, encoding_format: 'float' });
    const response = await post('/embeddings', JSON.stringify({ ...asked, encoding_format: 'base64' }));
    const body = (await response.json()) as { data: { embedding: string }[] };
    const bytes = Buffer.from(body.data[0]?.embedding ?? '', 'base64');
    const floats = Array.from({ length: bytes.length / 4 }, (_, n) => bytes.readFloatLE(n * 4));
    assert.deepEqual(floats, numbers.data[0]?.embedding);
    assert.equal(floats.length, 256);
  });

  it('is healthy', async () =>
    assert.deepEqual(await (await fetch(demo.url.replace('/v1', '/health'))).json(), { status: 'ok' }));

  it('refuses an unknown model by name', async () => {
    await assert.rejects(openai.chat.completions.create({ model: 'gpt-9', messages: question }), (error) => {
      assert.ok(error instanceof NotFoundError);
      assert.equal(error.code, 'model_not_found');
      return true;
    });
  });

  it('refuses a body without messages as a bad request', async () => {
    await assert.rejects(openai.chat.completions.create({ model: 'demo-small', messages: [] }), BadRequestError);
  });

  const wrong: readonly (readonly [string, string, number])[] = [
    ['/chat/completions', '{', 400],
    ['/chat/completions', '[]', 400],
    ['/chat/completions', '"x"', 400],
    ['/chat/completions', '', 400],
    ['/chat/completions', '{"model":7,"messages":[{"role":"user","content":"x"}]}', 400],
    ['/chat/completions', '{"model":"demo-small","messages":"x"}', 400],
    ['/chat/completions', '{"model":"demo-small","messages":[7]}', 400],
    ['/chat/completions', '{"model":"demo-small","stream":"yes","messages":[{"role":"user","content":"x"}]}', 400],
    ['/messages', '{"model":"demo-small","messages":[{"role":"user","content":"x"}]}', 400],
    ['/embeddings', '{"model":"demo-small","input":[]}', 400],
    ['/embeddings', '{"model":"demo-small","input":"x","dimensions":0}', 400],
    ['/completions', '{"model":"demo-small"}', 400],
    ['/responses', '{"model":"demo-small"}', 400],
    ['/nowhere', '{}', 404],
    ['/models', '{}', 404],
  ];
  for (const [path, body, status] of wrong) {
    it(`answers ${status} with a JSON error to ${path} ${body}`, async () => {
      const response = await post(path, body);
      assert.equal(response.status, status);
      const { error } = (await response.json()) as { error: { message: string } };
      assert.ok(error.message.length > 10);
    });
  }

  it('answers 405 to a GET of a model API', async () =>
    assert.equal((await fetch(`${demo.url}/chat/completions`)).status, 405));
});
