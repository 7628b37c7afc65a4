/** Family and who of a sighting: the table of causes, corrected by where it was seen and whose machine failed. */
import type { CauseCode, Family, Who } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import { isOwn } from './far-side.ts';
import type { Sighting } from './sighting.ts';

export const familyOf = (sighting: Sighting): Family => sighting.family ?? traits[sighting.code].family;

/** The table speaks of what a gateway meets; seen by the one who asks, the near end of these is another's. */
const fromAsker: Partial<Record<CauseCode, Who>> = {
  dns_error: 'network',
  dns_timeout: 'network',
  destination_ip_unroutable: 'network',
  connection_timeout: 'network',
  connection_reset: 'network',
  forward_proxy_failed: 'network',
  rate_limited: 'caller',
  quota_exhausted: 'caller',
};

/** Each machine has one who looks after it: behind a proxy the site's operator, unless it is a provider's. */
const keeperOf = (sighting: Sighting): Who => (sighting.farSide === 'provider' ? 'provider' : 'operator');

export const whoOf = (sighting: Sighting): Who => {
  if (sighting.who !== null) return sighting.who;
  const { who } = traits[sighting.code];
  if (sighting.vantage === 'path') {
    if (who === 'network') return 'operator';
    return who === 'provider' ? keeperOf(sighting) : who;
  }
  // A private name is in nobody's public address book: whoever runs the place must mend it.
  const isPrivateName = sighting.code === 'dns_error' && sighting.host !== null && isOwn(sighting.host);
  const seen = isPrivateName ? 'operator' : fromAsker[sighting.code];
  return seen ?? (who === 'operator' || who === 'provider' ? keeperOf(sighting) : who);
};
