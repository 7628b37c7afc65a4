/** The first page: what this is, what stands behind it, and how to call it. */
import type { DialectName } from '../../domain/upstream.ts';
import type { NoteWords } from '../../domain/words/en/checks.ts';
import type { StateMark } from '../../domain/words/en/states.ts';
import { durationText } from '../../domain/words/index.ts';
import type { PlannedWork } from './planned.ts';
import { plannedWork } from './planned.ts';
import type { Html } from './html.ts';
import { html, prose } from './html.ts';
import { layout } from './layout.ts';
import type { HomeStanding } from './standing.ts';
import { standingLine } from './standing.ts';

export interface HomeUpstream {
  readonly name: string;
  readonly dialect: DialectName;
  readonly mark: StateMark;
  /** In words. */
  readonly state: string;
  readonly means: string;
  /** How long it has been so, and when that ends, where it is known. */
  readonly forMs: number | null;
  readonly inMs: number | null;
  readonly why: string | null;
  /** May be empty. */
  readonly todo: string;
  readonly note: NoteWords | null;
  readonly standing: HomeStanding;
}

export interface HomeData {
  readonly version: string;
  /** How callers reach us, without a slash at its end and without `/v1`. */
  readonly baseUrl: string;
  readonly models: readonly {
    readonly name: string;
    readonly available: boolean;
    readonly upstreams: readonly string[];
  }[];
  readonly upstreams: readonly HomeUpstream[];
  /** Those to come, those that go on, and those that are over without everybody being back. */
  readonly maintenances: readonly PlannedWork[];
  /** Nobody configured anything, so the built-in demo models answer. */
  readonly demo: boolean;
}

/** `It does not answer. Connection refused. So for 4 minutes; asked again in 12 seconds at the latest.` */
const detailOf = ({ means, why, forMs, inMs }: HomeUpstream): string => {
  const times = [
    ...(forMs === null ? [] : [`so for ${durationText(forMs)}`]),
    ...(inMs === null ? [] : [`asked again in ${durationText(inMs)} at the latest`]),
  ].join('; ');
  return [
    means,
    why === null ? '' : `${why}.`,
    times === '' ? '' : `${times.charAt(0).toUpperCase()}${times.slice(1)}.`,
  ]
    .filter((text) => text !== '')
    .join(' ');
};

const noteBlock = ({ says, todo }: NoteWords): Html => html`<p class="card note">${prose(says)} ${prose(todo)}</p>`;

const upstreamRow = (upstream: HomeUpstream): Html => {
  const { name, mark, state, dialect, todo } = upstream;
  return html`<tr>
    <th scope="row">${name}</th>
    <td><span class="state ${mark}">${state}</span></td>
    <td data-label="Speaks">${dialect}</td>
    <td class="muted">
      ${detailOf(upstream)}
      ${mark === 'ok' || todo === '' ? null : html`<br />${prose(todo)}`}${standingLine(upstream.standing)}
    </td>
  </tr>`;
};

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
              ${upstreams.map(upstreamRow)}
            </tbody>
          </table>
        </div>
        ${upstreams.flatMap(({ note }) => (note === null ? [] : [noteBlock(note)]))}`;

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

const demoNote = html`<div class="card note calm">
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

/** What stands behind this address and how to call it. */
export const overview = ({ version, baseUrl, models, upstreams, maintenances, demo }: HomeData): Html => {
  const model = models.find((one) => one.available)?.name ?? models[0]?.name ?? 'MODEL';
  return html`<h1>An AI gateway that tells you why</h1>
    <p class="lead">
      Programs talk to this address as if it were the AI provider itself. When one provider fails, another answers. When
      none can, the reason is said in plain words.
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
    </p>`;
};

export const homePage = (data: HomeData): string => layout({ title: 'About', body: overview(data) });
