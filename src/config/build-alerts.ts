/** Sinks of alerts as the house has them. */
import type { Sink } from '../domain/alert.ts';
import type { FileSink } from './alert-schema.ts';

export const buildSink = (name: string, written: FileSink): Sink => {
  const { severity, allowPrivate, quiet = null } = written;
  // PagerDuty wakes people: it has no such list.
  const maintenance = 'maintenance' in written ? written.maintenance : [];
  const base = { name, severity, allowPrivate, quiet, maintenance };
  switch (written.kind) {
    case 'webhook':
      return { ...base, kind: 'webhook', secretUrl: written.url, secret: written.secret ?? null };
    case 'slack':
      return { ...base, kind: 'slack', secretUrl: written.url };
    case 'pagerduty':
      return { ...base, kind: 'pagerduty', url: written.url, routingKey: written.key };
    case 'email': {
      const { server, user = null, password = null, from, to } = written;
      return { ...base, kind: 'email', server, user, password, from, to };
    }
    default:
      return written satisfies never;
  }
};
