/** Alerts of a running gateway: what was left from before, and every change of an incident on its way to the sinks. */
import type { Courier } from '../domain/alert.ts';
import type { Documents, Leases } from '../domain/ports.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { Post } from '../policy/alert/post.ts';
import { Alerts } from '../state/alerts.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Maintenances } from '../state/maintenances.ts';
import { AlertTurn, alertShelf, askToRetry, postsIn } from '../watch/alert-turn.ts';
import type { AlertWatchParts } from '../watch/alerts.ts';

/** What waited before the last stop waits on. A store that cannot be read or written stops nobody. */
export const openAlerts = async (gateway: Gateway, documents: Documents, incidents: Incidents): Promise<Alerts> => {
  const { clock, random, log, settings } = gateway;
  const known = await documents.all(alertShelf).catch(() => {
    log.warn({}, 'alerts that waited cannot be read');
    return [];
  });
  const unkept = (): void => log.error({}, 'an alert cannot be kept');
  const keep = (name: string, post: Post | null): void => {
    const done =
      post === null ? documents.drop(alertShelf, name) : documents.keep(alertShelf, name, JSON.stringify(post));
    done.catch(unkept);
  };
  const sinks = () => settings().alerts;
  const linkOf = (incident: string): string | null => {
    const { publicUrl } = settings();
    return publicUrl === null ? null : `${publicUrl}/status/incidents/${incident}`;
  };
  const again = (sink: string): void => void askToRetry(documents, sink).catch(unkept);
  const alerts = new Alerts({ clock, random, sinks, linkOf, keep, askToRetry: again }, postsIn(known));
  incidents.onChange(({ incident }) => alerts.learn(incident));
  return alerts;
};

export interface Telling {
  readonly alerts: Alerts;
  readonly courier: Courier;
  readonly incidents: Incidents;
  readonly documents: Documents & Leases;
  readonly maintenances: Pick<Maintenances, 'list'>;
}

export const alertWatchParts = (
  { clock, log, random, settings }: Gateway,
  { alerts, courier, incidents, documents, maintenances }: Telling,
): AlertWatchParts => {
  const turn = new AlertTurn({ clock, documents, alerts, incidents, id: random.hex(8) });
  return { clock, log, alerts, courier, turn, sinks: () => settings().alerts, works: () => maintenances.list() };
};
