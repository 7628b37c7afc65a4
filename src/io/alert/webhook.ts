/** Alerts as Standard Webhooks 1.0: a JSON body, signed with the secret that both sides know. */
import { createHmac } from 'node:crypto';
import type { AlertMessage, Notice, WebhookSink } from '../../domain/alert.ts';
import { isWorkEvent } from '../../domain/alert.ts';
import type { Deliver } from './courier.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

const alertOf = ({ about, startedAt, noticedAt, resolvedAt, ...rest }: Notice): object => ({
  ...rest,
  ...(isWorkEvent(rest.event) ? { maintenance: about } : { incident: about }),
  startedAt: iso(startedAt),
  noticedAt: iso(noticedAt),
  resolvedAt: resolvedAt === null ? null : iso(resolvedAt),
});

const bodyOf = ({ at, headline, notices }: AlertMessage): string =>
  JSON.stringify({ type: 'alert', timestamp: iso(at), data: { headline, alerts: notices.map(alertOf) } });

/** `whsec_` and base64, or the bytes of any other text. */
const keyOf = (secret: string): Buffer =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);

const signature = (secret: string, signed: { id: string; seconds: number; body: string }): string => {
  const { id, seconds, body } = signed;
  return `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${seconds}.${body}`).digest('base64')}`;
};

export const deliverWebhook: Deliver<WebhookSink> = (sink, message, { send, now, signal }) => {
  const body = bodyOf(message);
  const seconds = Math.floor(now / 1000);
  const { id } = message;
  const signed = sink.secret === null ? {} : { 'webhook-signature': signature(sink.secret, { id, seconds, body }) };
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(seconds), ...signed };
  return send({ url: sink.secretUrl, allowPrivate: sink.allowPrivate, headers, body }, signal);
};
