/** Numbers that are read when somebody asks for the metrics. */
import type { Impact } from '../domain/incident.ts';
import { isOpen } from '../domain/incident.ts';
import type { Journal } from '../domain/ports.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Alerts } from '../state/alerts.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Numbers } from './world.ts';

interface AlertRooms {
  readonly gateway: Gateway;
  readonly incidents: Incidents;
  readonly alerts: Alerts;
}

const impacts: readonly Impact[] = ['none', 'minor', 'major', 'critical'];

export const gauges = (numbers: Numbers, gateway: Gateway, journal: Journal): void => {
  numbers.gauge('in_flight', () => gateway.door.inFlight);
  numbers.gauge('queue_depth', () => gateway.lines.waiting);
  numbers.gauge('cache_answers', () => gateway.cache.answers);
  numbers.gauge('cache_bytes', () => gateway.cache.bytes);
  numbers.gauge('retry_budget', () =>
    gateway.fleet.budgets().map(({ upstream, left }) => ({ labels: { upstream }, value: left })),
  );
  numbers.gauge('limit_used_peak', () =>
    gateway.fleet
      .states()
      .flatMap(({ upstream, headroom }) =>
        headroom === null ? [] : [{ labels: { upstream: upstream.name }, value: headroom.peak }],
      ),
  );
  numbers.gauge('wanted_replicas', () =>
    gateway.scale.wanted().map(({ upstream, wanted }) => ({ labels: { upstream }, value: wanted })),
  );
  numbers.gauge('journal_dropped_total', () => journal.dropped);
  numbers.gauge('prompts_not_kept_total', () => gateway.answers.notKept);
  numbers.gauge('upstream_state', () =>
    gateway.fleet.states().map(({ upstream, state }) => ({ labels: { upstream: upstream.name, state }, value: 1 })),
  );
};

/** How many incidents there are, and how their alerts fare. */
export const alertGauges = (numbers: Numbers, { gateway, incidents, alerts }: AlertRooms): void => {
  numbers.gauge('incidents_open', () =>
    impacts.map((impact) => ({
      labels: { impact },
      value: incidents.list().filter((one) => isOpen(one) && one.impact === impact).length,
    })),
  );
  const each = (valueOf: (sink: string) => number) => () =>
    gateway.settings().alerts.map(({ name }) => ({ labels: { sink: name }, value: valueOf(name) }));
  numbers.gauge(
    'alerts_sent_total',
    each((sink) => alerts.countsOf(sink).sent),
  );
  numbers.gauge(
    'alerts_failed_total',
    each((sink) => alerts.countsOf(sink).failed),
  );
  numbers.gauge(
    'alerts_dead_total',
    each((sink) => alerts.countsOf(sink).dead),
  );
  numbers.gauge(
    'alerts_waiting',
    each((sink) => alerts.waiting(sink)),
  );
};
