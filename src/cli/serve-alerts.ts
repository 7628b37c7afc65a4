/** Alerts of a running gateway: what was left from before, and every change of an incident on its way to the sinks. */
import type { Courier } from '../domain/alert.ts';
import type { Documents } from '../domain/ports.ts';
import { objectOf } from '../dialect/reading.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Post } from '../policy/alert/post.ts';
import { Alerts } from '../state/alerts.ts';
import type { Incidents } from '../state/incidents.ts';
import type { AlertWatchParts } from '../watch/alerts.ts';

const shelf = 'alert';

/** What waited before the last stop waits on. A store that cannot be read or written stops nobody. */
export const openAlerts = async (gateway: Gateway, documents: Documents, incidents: Incidents): Promise<Alerts> => {
  const { clock, random, log, settings } = gateway;
  const texts = await documents.all(shelf).catch(() => {
    log.warn({}, 'alerts that waited cannot be read');
    return [];
  });
  // Safe: only `keep` below puts something on this shelf.
  const known = texts.flatMap((text) => objectOf(text) ?? []) as unknown as readonly Post[];
  const keep = (name: string, post: Post | null): void => {
    const done = post === null ? documents.drop(shelf, name) : documents.keep(shelf, name, JSON.stringify(post));
    done.catch(() => log.error({}, 'an alert cannot be kept'));
  };
  const sinks = () => settings().alerts;
  const linkOf = (incident: string): string | null => {
    const { publicUrl } = settings();
    return publicUrl === null ? null : `${publicUrl}/status/incidents/${incident}`;
  };
  const alerts = new Alerts({ clock, random, sinks, linkOf, keep }, known);
  incidents.onChange(({ incident }) => alerts.learn(incident));
  alerts.recall(incidents.list());
  return alerts;
};

export const alertWatchParts = (
  { clock, log, settings }: Gateway,
  alerts: Alerts,
  courier: Courier,
): AlertWatchParts => ({ clock, log, alerts, courier, sinks: () => settings().alerts });
