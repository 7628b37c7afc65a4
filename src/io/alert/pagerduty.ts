/** Alerts as events of PagerDuty's Events API v2: an incident of ours is one alert there, by its key. */
import type { Notice, PagerDutySink } from '../../domain/alert.ts';
import type { Delivery } from '../../domain/letter.ts';
import type { Deliver } from './courier.ts';

/** PagerDuty's limit of a summary. */
const summaryLength = 1_024;

type Action = 'trigger' | 'resolve';

const eventBody = (notice: Notice, action: Action, routingKey: string): string => {
  const { about, title, severity, noticedAt, text, calls, failed, rescued, models, cause, link } = notice;
  return JSON.stringify({
    routing_key: routingKey,
    event_action: action,
    dedup_key: `good-gateway-${about}`,
    client: 'Good Gateway',
    ...(link === null ? {} : { client_url: link, links: [{ href: link, text: 'Its page' }] }),
    payload: {
      summary: title.slice(0, summaryLength),
      source: 'good-gateway',
      severity,
      timestamp: new Date(noticedAt).toISOString(),
      component: models.join(', '),
      class: cause?.code ?? 'incident',
      custom_details: { text, calls, failed, rescued },
    },
  });
};

/** A trouble that began and ended before anybody could be told wakes nobody; a test is opened and closed. */
const eventsOf = (notice: Notice, routingKey: string): readonly string[] => {
  switch (notice.event) {
    case 'opened':
    case 'updated':
      return [eventBody(notice, 'trigger', routingKey)];
    case 'resolved':
      return [eventBody(notice, 'resolve', routingKey)];
    case 'test':
      return [eventBody(notice, 'trigger', routingKey), eventBody(notice, 'resolve', routingKey)];
    // Planned: nobody is to be woken.
    case 'announced':
    case 'began':
    case 'ended':
      return [];
    default:
      return notice.event satisfies never;
  }
};

/** One after the other: after a failure all are sent again, and their keys make that harmless. */
export const deliverPagerDuty: Deliver<PagerDutySink> = async (sink, message, { send, signal }) => {
  const { url, allowPrivate, routingKey } = sink;
  let delivery: Delivery = { kind: 'delivered' };
  for (const body of message.notices.flatMap((notice) => eventsOf(notice, routingKey))) {
    delivery = await send({ url, allowPrivate, headers: {}, body }, signal);
    if (delivery.kind !== 'delivered') return delivery;
  }
  return delivery;
};
