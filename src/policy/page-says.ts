/** What an error page says by its words, in the languages and by the hands pages are seen from. They decide; they are never kept. */
import type { PageSays } from '../domain/evidence.ts';

const maintenance =
  /maintenance|scheduled (downtime|work)|wartung|wartungsarbeiten|mantenimiento|manutenç|en maintenance|be (right )?back (soon|shortly)/i;

/** nginx, Go and Apache on a port that wants TLS. */
const wantsTls =
  /plain HTTP request was sent to HTTPS port|HTTP request to an HTTPS server|speaking plain HTTP to an SSL-enabled/i;

/** Envoy's circuit breaker: more calls than it lets wait. */
const tooMany = /reset reason: overflow/i;

/** A balancer with nobody behind it, or nobody who takes connections: Envoy, HAProxy, Kubernetes' ingress, Traefik. */
const nobodyBehind =
  /no healthy upstream|upstream connect error|no server is available to handle|no available server|default backend/i;

export const pageSays = (status: number, page: string): PageSays => {
  if (status === 400) return wantsTls.test(page) ? 'wants_tls' : null;
  if (status !== 503) return null;
  if (tooMany.test(page)) return 'too_many';
  if (nobodyBehind.test(page)) return 'nobody_behind';
  return maintenance.test(page) ? 'maintenance' : null;
};
