/** The first page: what this is, what stands behind it, and how to call it. */
import type { DialectName } from '../../domain/upstream.ts';
import type { PlannedWork } from './planned.ts';
import { plannedWork } from './planned.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';

export type UpstreamState = 'up' | 'shaky' | 'resting' | 'down' | 'unknown';

export interface HomeData {
  readonly version: string;
  /** How callers reach us, without a slash at its end and without `/v1`. */
  readonly baseUrl: string;
  readonly models: readonly {
    readonly name: string;
    readonly available: boolean;
    readonly upstreams: readonly string[];
  }[];
  readonly upstreams: readonly {
    readonly name: string;
    readonly state: UpstreamState;
    /** Why it is in that state, in words; may be empty. */
    readonly detail: string;
    readonly dialect: DialectName;
  }[];
  /** Those to come, those that go on, and those that are over without everybody being back. */
  readonly maintenances: readonly PlannedWork[];
  /** Nobody configured anything, so the built-in demo models answer. */
  readonly demo: boolean;
}

const states = {
  up: ['ok', 'up'],
  shaky: ['warn', 'shaky'],
  resting: ['warn', 'resting'],
  down: ['fail', 'down'],
  unknown: ['unknown', 'not known yet'],
} as const satisfies Record<UpstreamState, readonly [string, string]>;

const stateMark = (state: UpstreamState): Html =>
  html`<span class="state ${states[state][0]}">${states[state][1]}</span>`;

const modelTable = (models: HomeData['models']): Html =>
  models.length === 0
    ? html`<p class="card">No model is known yet. Names are learned from the upstreams as soon as they answer.</p>`
    : html`<div class="scroll">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Now</th>
              <th scope="col">Served by</th>
            </tr>
          </thead>
          <tbody>
            ${models.map(
              (model) =>
                html`<tr>
                  <th scope="row"><code>${model.name}</code></th>
                  <td>
                    ${model.available ? html`<span class="state ok">available</span>` : html`<span class="state fail">unavailable</span>`}
                  </td>
                  <td data-label="Served by">${model.upstreams.length === 0 ? '–' : model.upstreams.join(', ')}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;

const upstreamTable = (upstreams: HomeData['upstreams']): Html =>
  upstreams.length === 0
    ? html`<p class="card">No upstream is set up.</p>`
    : html`<div class="scroll">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">State</th>
              <th scope="col">Speaks</th>
              <th scope="col">Detail</th>
            </tr>
          </thead>
          <tbody>
            ${upstreams.map(
              (upstream) =>
                html`<tr>
                  <th scope="row">${upstream.name}</th>
                  <td>${stateMark(upstream.state)}</td>
                  <td data-label="Speaks">${upstream.dialect}</td>
                  <td class="muted">${upstream.detail}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>`;

const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const examples = (baseUrl: string, model: string): readonly (readonly [string, string])[] => {
  const name = JSON.stringify(model);
  const hello = `{ role: "user", content: "What is error 502?" }`;
  const body = JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: 'What is error 502?' }] });
  return [
    [
      'curl',
      `curl -N ${shellQuoted(`${baseUrl}/v1/chat/completions`)} \\
  -H 'Content-Type: application/json' \\
  -H 'Authorization: Bearer YOUR_KEY' \\
  -d ${shellQuoted(body)}`,
    ],
    [
      'OpenAI SDK, Python',
      `from openai import OpenAI

client = OpenAI(base_url=${JSON.stringify(`${baseUrl}/v1`)}, api_key="YOUR_KEY")
answer = client.chat.completions.create(
    model=${name},
    messages=[{"role": "user", "content": "What is error 502?"}],
)
print(answer.choices[0].message.content)`,
    ],
    [
      'OpenAI SDK, JavaScript',
      `import OpenAI from "openai";

const client = new OpenAI({ baseURL: ${JSON.stringify(`${baseUrl}/v1`)}, apiKey: "YOUR_KEY" });
const stream = await client.chat.completions.create({
  model: ${name},
  stream: true,
  messages: [${hello}],
});
for await (const part of stream) process.stdout.write(part.choices[0]?.delta?.content ?? "");`,
    ],
    [
      'Anthropic SDK, JavaScript',
      `import Anthropic from "@anthropic-ai/sdk";

// For upstreams that speak the Anthropic dialect. No /v1 here: the SDK adds it.
const client = new Anthropic({ baseURL: ${JSON.stringify(baseUrl)}, apiKey: "YOUR_KEY" });
const message = await client.messages.create({
  model: ${name},
  max_tokens: 300,
  messages: [${hello}],
});
console.log(message.content);`,
    ],
  ];
};

const demoNote = html`<div class="card note">
  <p>
    <strong>This is a demo.</strong> No provider was found, so two small built-in models answer. They are not an AI:
    they look your question up in the <a href="/causes">list of causes</a>. Set a key such as
    <code>OPENAI_API_KEY</code>, start a local model server, or write <code>good-gateway.yaml</code>, and start again.
  </p>
</div>`;

const failureNotes = html`<ul>
  <li>Every failure says what failed, whose turn it is, and whether to try again.</li>
  <li>
    Every answer has an <code>X-Request-Id</code>. Open <code>/why/</code> and that id to see what happened on the way.
  </li>
  <li><a href="/causes">All causes in plain words</a>, and what 502 means.</li>
</ul>`;

const example = ([title, text]: readonly [string, string]): Html =>
  html`<h3>${title}</h3>
    <pre tabindex="0" aria-label="Example: ${title}"><code>${text}</code></pre>`;

export const homePage = ({ version, baseUrl, models, upstreams, maintenances, demo }: HomeData): string => {
  const model = models.find((one) => one.available)?.name ?? models[0]?.name ?? 'MODEL';
  return layout({
    title: 'Home',
    current: 'home',
    body: html`<h1>An AI gateway that tells you why</h1>
      <p class="lead">
        Programs talk to this address as if it were the AI provider itself. When one provider fails, another answers.
        When none can, the reason is said in plain words.
      </p>
      ${demo ? demoNote : null} ${plannedWork(maintenances)}
      <h2>Models</h2>
      ${modelTable(models)}
      <h2>Upstreams</h2>
      <p class="muted">The places that answers come from.</p>
      ${upstreamTable(upstreams)}
      <h2>How to call it</h2>
      <p>
        Change the base URL of your program; nothing else. Where this gateway asks for no key, any text will do as one.
      </p>
      ${examples(baseUrl, model).map(example)}
      <h2>When something fails</h2>
      ${failureNotes}
      <p class="muted small">
        Version ${version} · <a href="/v1/models">/v1/models</a> · <a href="/healthz">/healthz</a> ·
        <a href="/readyz">/readyz</a>
      </p>`,
  });
};
