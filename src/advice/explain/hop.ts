/** Where on the way it broke: at the one who asked, on the connection, in the proxy that speaks, or at the server behind it. */
import type { CauseCode } from '../../domain/cause.ts';
import { familyOf, whoOf } from './belief.ts';
import type { Sighting } from './sighting.ts';

export type Hop = 'asker' | 'connection' | 'proxy' | 'server';

/** What a proxy does or fails to do by itself. */
const ofProxy: ReadonlySet<CauseCode> = new Set([
  'connection_limit_reached',
  'destination_ip_prohibited',
  'destination_not_found',
  'draining',
  'forward_proxy_failed',
  'http_response_header_section_size',
  'proxy_configuration_error',
  'proxy_internal_error',
  'proxy_loop_detected',
  'request_blocked',
  'throttled',
  'too_busy',
] satisfies CauseCode[]);

export const hopOf = (sighting: Sighting): Hop => {
  const family = familyOf(sighting);
  const who = whoOf(sighting);
  if (who === 'network') return 'connection';
  if (family === 'gateway' || ofProxy.has(sighting.code))
    return sighting.vantage === 'asker' && who === 'caller' ? 'asker' : 'proxy';
  if (family === 'client' || who === 'caller') return 'asker';
  // The name or the road between a proxy and its server.
  return family === 'dns' || family === 'network' ? 'connection' : 'server';
};
