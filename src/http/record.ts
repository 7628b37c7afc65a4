/** `GET /api/record`: how each upstream fared over 7, 30 and 90 days: which provider deserves trust. */
import type { Gateway } from '../gateway/gateway.ts';
import type { Standing } from '../policy/record.ts';
import { standingOf } from '../policy/record.ts';
import type { Incidents } from '../state/incidents.ts';
import type { Records } from '../state/records.ts';

const windows = [7, 30, 90] as const;

export interface UpstreamRecord {
  readonly name: string;
  readonly windows: readonly Standing[];
}

export interface RecordParts {
  readonly gateway: Pick<Gateway, 'clock' | 'settings'>;
  readonly records: Pick<Records, 'days'>;
  readonly incidents: Pick<Incidents, 'list'>;
}

export const recordBody = ({
  gateway,
  records,
  incidents,
}: RecordParts): { readonly upstreams: readonly UpstreamRecord[] } => {
  const now = gateway.clock.now();
  const looked = { records: records.days(now), incidents: incidents.list(), now };
  return {
    upstreams: gateway.settings().upstreams.map(({ name }) => ({
      name,
      windows: windows.map((days) => standingOf(name, days, looked)),
    })),
  };
};
