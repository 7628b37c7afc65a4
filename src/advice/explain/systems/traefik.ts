/** Traefik's JSON access log; its text form is an access log like others, its messages are Go's. */
import { farSideOf } from '../far-side.ts';
import type { JsonObject } from '../json.ts';
import { numberAt, textAt } from '../json.ts';
import { isoMoment } from '../moment.ts';
import { sightingOf } from '../sign.ts';
import type { Seen } from '../sighting.ts';
import { sightStatus } from '../status.ts';

const system = { system: 'Traefik access log', vantage: 'path', farSide: null } as const;

export const sightTraefik = (entry: JsonObject): Seen => {
  const status = numberAt(entry, 'DownstreamStatus');
  if (status === null) return null;
  if (status < 400) return 'fine';
  const origin = numberAt(entry, 'OriginStatus') ?? 0;
  const upstream = textAt(entry, 'ServiceURL') ?? textAt(entry, 'ServiceAddr');
  const around = {
    status,
    host: upstream ?? textAt(entry, 'ServiceName'),
    farSide: farSideOf(upstream),
    atMs: isoMoment(textAt(entry, 'StartUTC') ?? textAt(entry, 'time') ?? ''),
    clues: [
      { says: 'status of the service behind it', value: origin === 0 ? 'none came' : String(origin), weight: 0.2 },
    ],
  };
  if (status === 404 && origin === 0 && upstream === null)
    return sightingOf(
      system,
      {
        code: 'destination_not_found',
        sure: 0.85,
        means: 'no router of Traefik fits the request',
        quoted: 'DownstreamStatus 404, no service',
      },
      around,
    );
  if (status === 503 && origin === 0)
    return sightingOf(
      system,
      {
        code: 'destination_unavailable',
        sure: 0.85,
        means: 'Traefik has no server that is up for the service',
        quoted: 'DownstreamStatus 503, no server',
      },
      around,
    );
  return sightStatus(status, { ...system, quoted: `DownstreamStatus ${status}` }, around) ?? 'fine';
};
