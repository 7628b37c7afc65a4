/** Numbers that are read when somebody asks for the metrics. */
import type { Journal } from '../domain/ports.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Numbers } from './world.ts';

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
