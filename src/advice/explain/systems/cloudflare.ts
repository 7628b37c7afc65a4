/** Cloudflare: its 52x and 1xxx codes, on pages, in JSON and as people quote them. */
import type { Sign, SignTable } from '../sign.ts';
import { firstSign, sightingOf } from '../sign.ts';
import type { Sighting } from '../sighting.ts';
import { meaningOfStatus } from '../status.ts';

const system = { system: 'Cloudflare', vantage: 'path', farSide: 'site' } as const;

type Meaning = Omit<Sign, 'when'>;

const blocked = (means: string): Meaning => ({
  code: 'request_blocked',
  sure: 0.9,
  who: 'operator',
  instead: 'request_denied',
  means,
  callerTip: 'Send the Ray ID on the page to the site’s operator; a VPN or proxy in use is often the reason.',
});
const wrong = (means: string): Meaning => ({ code: 'proxy_configuration_error', sure: 0.9, means });

/** Cloudflare's documentation of 1xxx errors. */
const codes: Readonly<Record<number, Meaning>> = {
  1000: {
    code: 'destination_ip_prohibited',
    sure: 0.92,
    instead: 'proxy_loop_detected',
    means: 'the DNS record points at an address of Cloudflare itself',
  },
  1001: { code: 'dns_error', sure: 0.92, who: 'operator', means: 'the site’s name cannot be resolved by Cloudflare' },
  1002: {
    code: 'destination_ip_prohibited',
    sure: 0.92,
    means: 'the DNS record points at an address that is not allowed',
  },
  1003: {
    code: 'misdirected_host',
    sure: 0.85,
    family: 'misconfiguration',
    who: 'operator',
    means: 'an address was called instead of the site’s name',
  },
  1004: wrong('the name is not set up to serve web traffic'),
  1005: blocked('the site blocks the network that the request comes from'),
  1006: blocked('the site blocks the address that the request comes from'),
  1007: blocked('the site blocks the address that the request comes from'),
  1008: blocked('the site blocks the address that the request comes from'),
  1009: blocked('the site blocks the country that the request comes from'),
  1010: blocked('the site blocks this kind of browser or program'),
  1011: blocked('the site does not let other sites embed this'),
  1012: blocked('the site blocks requests from this computer or network'),
  1013: wrong('the name in the TLS handshake and the one in the request differ'),
  1014: wrong('a CNAME points at a name of another account'),
  1015: {
    code: 'rate_limited',
    sure: 0.95,
    who: 'caller',
    means: 'the site limits how fast one visitor may ask, and this one was faster',
  },
  1016: {
    code: 'dns_error',
    sure: 0.95,
    who: 'operator',
    means: 'Cloudflare could not resolve the name of the site’s server',
    tip: 'Look at the A, AAAA or CNAME record of the origin in the DNS settings.',
  },
  1018: {
    code: 'dns_error',
    sure: 0.85,
    who: 'operator',
    means: 'Cloudflare cannot find the host; a new domain may not have spread yet',
  },
  1019: { code: 'proxy_loop_detected', sure: 0.92, means: 'a worker calls itself in a circle' },
  1020: blocked('a firewall rule of the site refused the request'),
  1023: wrong('Cloudflare cannot find the host'),
  1025: { code: 'quota_exhausted', sure: 0.85, who: 'operator', means: 'the site has used up the limit of its plan' },
  1027: {
    code: 'quota_exhausted',
    sure: 0.92,
    who: 'operator',
    means: 'the site has used up the daily requests of its workers',
  },
  1033: {
    code: 'destination_unavailable',
    sure: 0.94,
    means: 'the tunnel to the site’s server is down: no `cloudflared` is connected',
    tip: 'Start `cloudflared` where the origin runs, and look at its log.',
  },
  1034: wrong('the address is restricted at Cloudflare’s edge'),
  1035: wrong('a rewrite rule leads to an invalid address'),
  1036: wrong('a rewrite rule makes the address too long'),
  1037: wrong('a rewrite rule could not be worked out'),
  1040: wrong('a rule changes a header in a way that is not allowed'),
  1041: wrong('a rule makes a header invalid'),
  1042: { code: 'proxy_loop_detected', sure: 0.8, means: 'a worker calls another one of the same zone' },
  1101: { code: 'upstream_error', sure: 0.94, means: 'the program at Cloudflare’s edge (a Worker) crashed' },
  1102: {
    code: 'upstream_error',
    sure: 0.8,
    instead: 'overloaded',
    family: 'backend',
    means: 'the program at Cloudflare’s edge (a Worker) used more time or memory than it may',
  },
  1104: { code: 'upstream_error', sure: 0.8, means: 'the program at Cloudflare’s edge (a Worker) failed' },
  1200: { code: 'overloaded', sure: 0.93, means: 'too many requests wait for the site’s server at Cloudflare' },
};

const named =
  /\b(?:error(?:\s{1,3}code)?|cloudflare|cf-error-code|code|reference number)\b["':#\s]{0,6}(?:[-–] )?(1[0-2]\d\d)\b|\b(1[0-2]\d\d)\b[^\n]{0,40}(?:cloudflare|ray id)/i;
const branded = /\b(?:error(?:\s{1,3}code)?|http|status|cloudflare|error:)?["':\s-]{0,4}(52[0-7]|530)\b/i;

const pages: SignTable = {
  ...system,
  signs: [
    {
      when: /Argo Tunnel error|Cloudflare Tunnel error|unable to resolve it, currently unable/i,
      code: 'destination_unavailable',
      sure: 0.92,
      means: 'the tunnel to the site’s server is down',
    },
    {
      when: /Attention Required! \| Cloudflare|Sorry, you have been blocked|You are unable to access/i,
      code: 'request_blocked',
      who: 'operator',
      sure: 0.9,
      instead: 'request_denied',
      means: 'the site’s firewall at Cloudflare took the request for something harmful',
      callerTip:
        'Switch a VPN or proxy off and load the page again; if it stays, send the Ray ID to the site’s operator.',
    },
    {
      when: /You are being rate limited|has banned you temporarily/i,
      code: 'rate_limited',
      who: 'caller',
      sure: 0.93,
      means: 'the site limits how fast one visitor may ask',
    },
    {
      when: /Just a moment\.\.\.|Checking (?:if the site connection is secure|your browser before accessing)|Enable JavaScript and cookies to continue|Verify(?:ing)? you are (?:a )?human|cf[-_]chl[-_]|challenge-platform/i,
      code: 'request_blocked',
      who: 'operator',
      sure: 0.8,
      instead: 'blocked_on_device',
      means: 'Cloudflare asks for proof that a person is there, which a program cannot give',
      callerTip:
        'In a browser: let scripts and cookies run for this site. A program must use the API’s address, not the web page’s.',
    },
    {
      when: /Web server is returning an unknown error/i,
      code: 'http_protocol_error',
      sure: 0.9,
      instead: 'connection_terminated',
      means: 'Cloudflare got an empty or unexpected answer from the site’s server (520)',
    },
    {
      when: /Web server is down/i,
      code: 'connection_refused',
      sure: 0.94,
      means: 'the site’s server refused Cloudflare’s connection (521)',
    },
    {
      when: /Connection timed out[\s\S]{0,40}(?:522|cloudflare)/i,
      code: 'connection_timeout',
      sure: 0.93,
      means: 'the site’s server did not pick up when Cloudflare called (522)',
    },
    {
      when: /Origin is unreachable/i,
      code: 'destination_ip_unroutable',
      sure: 0.94,
      means: 'Cloudflare found no way to the site’s server (523)',
    },
    {
      when: /A timeout occurred/i,
      code: 'http_response_timeout',
      sure: 0.92,
      means: 'the site’s server took the request but did not answer Cloudflare in time (524)',
    },
    {
      when: /Invalid SSL certificate/i,
      code: 'tls_certificate_error',
      sure: 0.94,
      means: 'the certificate of the site’s server is not valid (526)',
    },
    {
      when: /Origin DNS error/i,
      code: 'dns_error',
      who: 'operator',
      sure: 0.94,
      means: 'Cloudflare could not resolve the name of the site’s server',
    },
  ],
};

const ofNumber = (text: string): Sighting | null => {
  const found = named.exec(text);
  const code = Number(found?.[1] ?? found?.[2] ?? 0);
  const meaning = codes[code];
  if (found !== null && meaning !== undefined)
    return sightingOf(system, { ...meaning, quoted: found[0].trim() }, { status: null });
  const other = branded.exec(text);
  const status = Number(other?.[1] ?? 0);
  const known = meaningOfStatus(status);
  if (other === null || known === null) return null;
  const { isVague: _, ...rest } = known;
  return sightingOf(system, { ...rest, quoted: other[0].trim() }, { status });
};

const isOurs =
  /cloudflare|\bray id\b|\bcf-ray\b|\b(?:error(?: code)?|code|reference number)["':#\s]{0,6}(?:[-–] )?1[0-2]\d\d\b|\b(?:52[0-7]|530)\b|you have been blocked|just a moment|you are being rate limited|verify(?:ing)? you are (?:a )?human|web server is (?:down|returning an unknown error)|origin (?:is unreachable|dns error)|a timeout occurred|cf[-_]chl/i;

export const sightCloudflare = (text: string): Sighting | null =>
  isOurs.test(text) ? (ofNumber(text) ?? firstSign(pages, text)) : null;
