/** Alerts over the operators' API: `GET /api/alerts`, `POST /api/alerts/test`, `POST /api/alerts/retry`. */
import type { Hono } from 'hono';
import type { Courier, Sink } from '../domain/alert.ts';
import { isWorkEvent } from '../domain/alert.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { isObject } from '../dialect/reading.ts';
import type { Post } from '../policy/alert/post.ts';
import { quietUntil } from '../policy/alert/quiet.ts';
import { messageOf, testNotice } from '../policy/alert/wording.ts';
import type { Alerts } from '../state/alerts.ts';

interface Replies {
  readonly json: (body: unknown, status?: number) => Response;
  readonly problem: (status: number, message: string) => Response;
}

interface AlertParts {
  readonly gateway: Gateway;
  readonly alerts: Alerts;
  readonly courier: Courier;
}

/** One sink as operators see it; no address of it, since that may be a secret. */
const sinkBody = (alerts: Alerts, sink: Sink, now: number): object => {
  const { name, kind, severity } = sink;
  const waiting = alerts.waiting(name);
  return { name, kind, severity, ...alerts.countsOf(name), waiting, quietUntil: quietUntil(sink.quiet, now) };
};

const postBody = ({ sink, notice, state }: Post): object => {
  const { about, event, severity, title } = notice;
  const { kind, ...rest } = state;
  const what = isWorkEvent(event) ? { maintenance: about } : { incident: about };
  return { sink, ...what, event, severity, title, state: kind, ...rest };
};

const test = async ({ gateway, courier }: AlertParts, sink: Sink): Promise<object> => {
  const { clock, random } = gateway;
  const notice = testNotice(random.hex(6), clock.now());
  const message = messageOf(`msg_${random.hex(16)}`, clock.now(), [notice]);
  const delivery = await courier.deliver(sink, message, new AbortController().signal);
  return {
    sink: sink.name,
    kind: sink.kind,
    outcome: delivery.kind,
    ...('why' in delivery ? { why: delivery.why } : {}),
  };
};

/** Those that were asked for, or what to say instead. */
const chosen = (sinks: readonly Sink[], body: unknown): readonly Sink[] | string => {
  const name = isObject(body) ? (body['sink'] ?? null) : null;
  if (sinks.length === 0) return 'No alerts are configured: name a sink under "alerts".';
  if (name === null) return sinks;
  const found = sinks.filter((one) => one.name === name);
  return found.length > 0 ? found : `There is no such sink: ${sinks.map((one) => one.name).join(', ')}.`;
};

export const alertRoutes = (app: Hono, parts: AlertParts, { json, problem }: Replies): void => {
  const { gateway, alerts } = parts;
  app.get('/api/alerts', () => {
    const sinks = gateway.settings().alerts.map((sink) => sinkBody(alerts, sink, gateway.clock.now()));
    return json({ sinks, alerts: alerts.list().map(postBody) });
  });
  app.post('/api/alerts/test', async (context) => {
    const sinks = chosen(gateway.settings().alerts, await context.req.json().catch(() => null));
    if (typeof sinks === 'string') return problem(404, sinks);
    return json({ tests: await Promise.all(sinks.map((sink) => test(parts, sink))) });
  });
  app.post('/api/alerts/retry', async (context) => {
    const sinks = chosen(gateway.settings().alerts, await context.req.json().catch(() => null));
    if (typeof sinks === 'string') return problem(404, sinks);
    return json({ retried: sinks.map(({ name }) => ({ sink: name, alerts: alerts.retry(name) })) });
  });
};
