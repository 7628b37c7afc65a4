/** `GET /probe` and `/probe/{model}`: whether calls are answered here now, for monitors that ask from outside. It asks nobody and costs nothing. */
import type { Context, Hono } from 'hono';
import type { Gateway } from '../gateway/gateway.ts';
import type { UpstreamState } from '../state/upstream-state.ts';
import { isByChoice } from '../state/upstream-state.ts';
import { listModels } from './models.ts';

interface Probed {
  readonly status: 'up' | 'down';
  /** One sentence; `null` while all is well. */
  readonly why: string | null;
  readonly models: Readonly<Record<string, 'up' | 'down'>>;
}

/** Pages of monitors are small, and a list of names is no secret: `/v1/models` has it. */
const mostModels = 200;

/** `model: null`: any. `undefined` where there is no such model. */
const probed = (gateway: Gateway, model: string | null): Probed | undefined => {
  // A single failed call is no news to a monitor that wakes people.
  const isUp = (state: UpstreamState): boolean => !isByChoice(state) && !gateway.checks.of(state.upstream.name).isAway;
  const all = listModels(gateway, isUp).slice(0, mostModels);
  const asked = model === null ? all : all.filter(({ name }) => name === model);
  if (model !== null && asked.length === 0) return undefined;
  const models = Object.fromEntries(asked.map(({ name, available }) => [name, available ? 'up' : 'down'] as const));
  const away = asked.filter(({ available }) => !available).length;
  if (gateway.door.isDraining) return { status: 'down', why: 'The gateway is being stopped.', models };
  // Without a list of names nothing is known against any of them.
  if (away === 0 || away < asked.length) return { status: 'up', why: partly(away, asked.length), models };
  return { status: 'down', why: model === null ? 'No model can be had.' : 'This model cannot be had.', models };
};

const partly = (away: number, all: number): string | null =>
  away === 0 ? null : `${away} of ${all} models cannot be had.`;

/** A monitor that looks for a word finds it in the first line alone. */
const textOf = ({ status, why }: Probed): string => `Good Gateway: ${status}\n${why === null ? '' : `${why}\n`}`;

const answer = (context: Context, found: Probed): Response => {
  const wish = context.req.query('format') ?? (context.req.header('accept')?.includes('json') ? 'json' : 'text');
  const isJson = wish === 'json';
  return new Response(isJson ? JSON.stringify(found) : textOf(found), {
    status: found.status === 'up' ? 200 : 503,
    headers: {
      'content-type': `${isJson ? 'application/json' : 'text/plain'}; charset=utf-8`,
      'cache-control': 'no-store',
      'content-security-policy': 'sandbox',
    },
  });
};

export const probeRoutes = (app: Hono, gateway: Gateway, notKnown: (context: Context) => Response): void => {
  app.get('/probe', (context) => {
    const found = probed(gateway, null);
    return found === undefined ? notKnown(context) : answer(context, found);
  });
  // Names of models may have slashes.
  app.get('/probe/:model{.+}', (context) => {
    const found = probed(gateway, context.req.param('model'));
    return found === undefined ? notKnown(context) : answer(context, found);
  });
};
