/** The shape of the config file: every key, its default and its meaning. The JSON Schema and the docs are made from it. */
import { z } from 'zod';
import { sink } from './alert-schema.ts';
import {
  address,
  count,
  duration,
  lostClient,
  modelName,
  name,
  oneOf,
  secret,
  share,
  size,
  someTime,
  upstreamName,
} from './field.ts';
import { ownTimeouts, timeouts } from './timeouts-schema.ts';
import { incidents, statusPage } from './incidents-schema.ts';
import {
  baseUrl,
  email,
  headerName,
  headerValue,
  hostPath,
  nameServer,
  origin,
  pageUrl,
  shared,
  store,
} from './location-field.ts';

export const defaultListen = '127.0.0.1:5020';

const most = 1_000_000_000;

const callerKey = z.strictObject({
  key: secret().describe('The secret the caller sends; at least 16 characters, best from `${NAME}`.'),
  requestsPerMinute: count(1, most)
    .optional()
    .describe('Model calls (`POST`) a minute; a whole minute may come at once. No limit by default.'),
  tokensPerMinute: count(1, most)
    .optional()
    .describe('Tokens a minute, estimated before a call and settled by what it really took. No limit by default.'),
  concurrency: count(1, most).optional().describe('Calls at the same time. No limit by default.'),
  priority: oneOf(['interactive', 'batch'])
    .prefault('interactive')
    .describe('Who goes first when there is not enough for all.'),
});

const health = z
  .union([
    z.literal('off'),
    z.strictObject({
      path: hostPath()
        .optional()
        .describe('Path on the upstream’s host that answers 200 when it is well; `{url}/models` by default.'),
      complete: modelName()
        .optional()
        .describe(
          'Model to ask for one token instead: sees what a page cannot, costs tokens, and runs every 30 s at the most.',
        ),
      every: someTime().prefault('5s').describe('Time between two checks.'),
    }),
  ])
  .prefault({})
  .describe('The active health check, or `off`.');

const replicas = z
  .strictObject({
    perReplica: count(1, most).describe('Calls one replica serves at once at full speed.'),
    min: count(0, most).prefault(1).describe('Fewest.'),
    max: count(1, most).prefault(10).describe('Most.'),
  })
  .describe('What `GET /api/scale` and `wanted_replicas` tell an autoscaler is worked out from this.');

const upstream = z.strictObject({
  url: baseUrl('https://api.example.com/v1').describe('Base URL of its API, as an SDK would be given it.'),
  dialect: oneOf(['openai', 'anthropic', 'azure', 'gemini']).prefault('openai').describe('How it speaks.'),
  key: secret()
    .optional()
    .describe(
      'Our key there, best from `${NAME}`. `caller`: the caller’s own credentials, never sent anywhere else. None by default.',
    ),
  headers: z.record(headerName(), headerValue()).prefault({}).describe('More request headers.'),
  models: z
    .array(modelName(), { error: 'a list of model names' })
    .min(1, { error: 'at least one model name' })
    .optional()
    .describe('Names it serves; learned from its model list by default.'),
  timeouts: ownTimeouts,
  maxConcurrency: count(1, most).optional().describe('Calls at the same time. No limit by default.'),
  replicas: replicas.optional(),
  health,
  zone: name().optional().describe('What fails together with it, such as a region or a data centre.'),
  statusPage,
});

const target = z.strictObject({
  upstream: name().describe('Name of one of `upstreams`.'),
  model: modelName().optional().describe('What to ask it for; the caller’s name by default.'),
  tier: count(1, 100).prefault(1).describe('1 is tried first.'),
  weight: z
    .number({ error: 'a number above 0' })
    .positive({ error: 'a number above 0' })
    .max(most, { error: `a number above 0, at most ${most}` })
    .prefault(1)
    .describe('Share of the calls inside its tier.'),
  contextWindow: count(1, most)
    .optional()
    .describe(
      'Tokens that fit, prompt and answer together: a prompt too long for one target goes on to one with more.',
    ),
});

const cache = z
  .union([
    z.literal('off'),
    z.strictObject({
      ttl: duration().prefault('10m').describe('How long an answer is given again instead of asking.'),
      staleOnError: duration().prefault('0s').describe('How much longer it is given, marked, instead of a failure.'),
      shareAcrossKeys: z
        .boolean({ error: 'true or false' })
        .prefault(false)
        .describe('Whether callers with different keys get each other’s answers.'),
    }),
  ])
  .prefault('off')
  .describe(
    'Answers that are kept and given again to the very same request; identical calls at the same time are one.',
  );

const model = z.strictObject({
  targets: z
    .array(target, { error: 'a list of targets' })
    .min(1, { error: 'at least one target' })
    .describe('Where it is served.'),
  sticky: oneOf(['off', 'session', 'prefix'])
    .prefault('off')
    .describe(
      'Calls go to the same target again, while it has room: those of one `session` (`prompt_cache_key`, `safety_identifier`, `user`, `conversation`, `session_id`, `metadata.user_id`), or with the same `prefix` (system prompt and first message).',
    ),
  replay: oneOf(['safe', 'never'])
    .prefault('safe')
    .describe('`never`: a call may have effects, so it is not sent to another target once it was sent to one.'),
  timeouts: ownTimeouts,
  cache,
  assemble: oneOf(['auto', 'on', 'off'])
    .prefault('off')
    .describe(
      'Whether an answer that is not streamed is asked for as a stream and put together, so that it can be gone on with: all that can be, `auto` only what may take long.',
    ),
});

const limits = z.strictObject({
  body: size().prefault('32mb').describe('Body of a JSON API’s request; it is held so that it can be sent again.'),
  answer: size().prefault('64mb').describe('Whole answer that is not streamed.'),
  cache: size().prefault('64mb').describe('All answers that are kept to be given again.'),
  calls: count(1, most).prefault(10_000).describe('Calls in flight at once.'),
  queue: count(1, most).prefault(1_000).describe('Calls that wait for a place at an upstream at once.'),
  connections: count(1, most).prefault(20_000).describe('Open connections from callers at once.'),
});

const telemetry = z
  .strictObject({
    endpoint: baseUrl('http://127.0.0.1:4318').describe('Its address for OTLP over HTTP, without `/v1/traces`.'),
    headers: z
      .record(headerName(), headerValue())
      .prefault({})
      .describe('What it asks for, such as a key from `${NAME}`.'),
    sample: share()
      .prefault('100%')
      .describe(
        'How many traces that begin here are told of; those of callers who send `traceparent` are as they say.',
      ),
    metricsEvery: someTime().prefault('60s').describe('Time between two reports of what is counted.'),
  })
  .describe(
    'A collector that is told of every call and attempt (traces) and of what is counted (metrics). None by default.',
  );

/** What the file may say. Defaults are written as a person would write them. */
export const fileSchema = z.strictObject({
  listen: address().prefault(defaultListen).describe('Where callers reach us: `/v1`, chat, status page, explanations.'),
  admin: address().prefault('127.0.0.1:5021').describe('Where operators reach us: console, admin API, `/metrics`.'),
  publicUrl: baseUrl('https://ai.example.org')
    .optional()
    .describe('How callers reach us from outside; makes links absolute.'),
  zone: name()
    .optional()
    .describe('Where this gateway runs: inside a tier, upstreams of the same `zone` are asked first.'),
  keys: z
    .record(name(), callerKey)
    .prefault({})
    .describe('Who may call. None: only loopback addresses may be listened on.'),
  upstreams: z
    .record(upstreamName(), upstream, { error: 'at least one upstream, as a mapping from its name' })
    .describe('Who answers, by a name of your choice.'),
  models: z
    .record(modelName(), model)
    .prefault({})
    .describe(
      'Where each model is served; `*` matches any other name. None: `*` over all upstreams, the first is tier 1, the rest tier 2.',
    ),
  timeouts: timeouts.prefault({}).describe('Five clocks; they can also stand on a model and on an upstream.'),
  retries: z
    .strictObject({
      attempts: count(1, 20).prefault(3).describe('Attempts at upstreams per call, the first included.'),
      budget: share()
        .prefault('20%')
        .describe('Retries and second attempts as a share of recent calls per upstream, with a floor of 10 a second.'),
      hedge: oneOf(['auto', 'on', 'off'])
        .prefault('auto')
        .describe(
          'A second attempt beside a stream whose first content is late (past the p95 of that upstream and model; 10 s until it is known). `auto`: where `firstToken` is `auto`; `on`: also before a `firstToken` that cuts.',
        ),
    })
    .prefault({})
    .describe('How often a failed call is tried again, and whether a slow one is.'),
  rescue: oneOf(['same', 'any', 'never'])
    .prefault('same')
    .describe(
      'Who goes on with an answer that broke: only targets of the `same` model name, `any` target of the call, or `never`.',
    ),
  hold: z
    .strictObject({
      max: duration().prefault('5m').describe('Longest wait.'),
      default: duration().prefault('0s').describe('Wait of a call that says nothing of it (`Good-Gateway-Hold`).'),
    })
    .prefault({})
    .describe('How long a call may wait for recovery, when it asks to.'),
  lostClient: lostClient()
    .prefault('cancel')
    .describe(
      'What a stream does when its reader is gone: `cancel`, go on for a duration, or `never` stop. Under an `Idempotency-Key` it goes on for 10 minutes at least.',
    ),
  keepPrompts: oneOf(['memory', 'durable', 'off'])
    .prefault('memory')
    .describe(
      'Where accepted calls are kept: in `memory`, `durable` on disk too, so that they outlive a kill (needs GOOD_GATEWAY_SECRET in the environment), or `off`: nothing after the end. See durable.md.',
    ),
  drain: duration().prefault('25s').describe('On SIGTERM: how long open streams may go on.'),
  incidents: incidents.prefault({}).describe('When an incident is shown on the status page, and what speaks for it.'),
  alerts: z
    .record(name(), sink)
    .prefault({})
    .describe('Who is told of incidents, by a name of your choice. Nobody by default.'),
  telemetry: telemetry.optional(),
  adminToken: secret().optional().describe('What operators sign in with; needed when `admin` is not loopback.'),
  cors: z
    .array(origin(), { error: 'a list of origins' })
    .prefault([])
    .describe('Origins that may call `/v1` from a browser.'),
  dns: z
    .strictObject({
      servers: z
        .array(nameServer(), { error: 'a list of addresses' })
        .max(8, { error: 'at most 8 resolvers' })
        .prefault([])
        .describe('Asked instead of the resolvers of the system; names of `/etc/hosts` need none.'),
    })
    .prefault({})
    .describe('How names of upstreams are resolved.'),
  store: store()
    .prefault('sqlite:./data/good-gateway.db')
    .describe('`sqlite:PATH` or `postgres://…`; a relative path is relative to this file.'),
  shared: shared().prefault('memory').describe('`memory`, or `redis://…` for several gateways together.'),
  support: z
    .strictObject({
      url: pageUrl('https://example.org/help').optional().describe('A page.'),
      email: email().optional().describe('An address.'),
    })
    .prefault({})
    .describe('Where a person who is stuck gets help.'),
  limits: limits.prefault({}).describe('What the gateway takes at the most; what is beyond is refused with a cause.'),
  log: z
    .strictObject({
      level: oneOf(['debug', 'info', 'warn', 'error']).prefault('info').describe('The least that is written.'),
    })
    .prefault({})
    .describe('The log on stderr.'),
});

/** The file as read: defaults filled in, durations in ms, sizes in bytes. */
export type FileShape = z.output<typeof fileSchema>;
export type FileUpstream = z.output<typeof upstream>;
export type FileTarget = z.output<typeof target>;
export type FileModel = z.output<typeof model>;
export type OwnTimeouts = z.output<typeof ownTimeouts>;
