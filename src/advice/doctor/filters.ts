/** Products that open secure lines on purpose, by the names on the certificates they issue. */
import type { CertificateSeen } from '../../domain/doctor-ports.ts';

const filters: readonly (readonly [RegExp, string])[] = [
  [/zscaler/i, 'Zscaler, a filter of companies'],
  [/netskope/i, 'Netskope, a filter of companies'],
  [/palo ?alto|prisma access|globalprotect/i, 'Palo Alto Networks, a firewall of companies'],
  [/forti(?:net|gate|guard)/i, 'Fortinet, a firewall of companies'],
  [/cisco|umbrella/i, 'Cisco, a filter of companies'],
  [/blue ?coat|symantec web/i, 'Symantec (Blue Coat), a filter of companies'],
  [/check ?point/i, 'Check Point, a firewall of companies'],
  [/sophos/i, 'Sophos, a virus scanner or firewall'],
  [/mcafee|skyhigh|trellix/i, 'McAfee or Skyhigh, a filter of companies'],
  [/forcepoint|websense/i, 'Forcepoint, a filter of companies'],
  [/barracuda/i, 'Barracuda, a filter of companies'],
  [/watchguard/i, 'WatchGuard, a firewall'],
  [/sonicwall/i, 'SonicWall, a firewall'],
  [/cloudflare (?:for teams|gateway|zero trust)|gateway ca - cloudflare/i, 'Cloudflare Gateway, a filter of companies'],
  [/kaspersky/i, 'Kaspersky, a virus scanner'],
  [/eset ssl|\beset\b/i, 'ESET, a virus scanner'],
  [/bitdefender/i, 'Bitdefender, a virus scanner'],
  [/avast|avg (?:web|technologies)/i, 'Avast or AVG, a virus scanner'],
  [/dr\.? ?web/i, 'Dr.Web, a virus scanner'],
  [/adguard/i, 'AdGuard, an ad blocker'],
  [/fiddler|charles proxy|mitmproxy|burp|proxyman|httptoolkit/i, 'a tool of developers that records traffic'],
  [/lightspeed|securly|goguardian|linewize|content ?keeper/i, 'a filter of schools'],
];

/** Which known product issued this chain; `null`: none that is known. */
export const filterIn = (chain: readonly CertificateSeen[]): string | null => {
  const issuers = chain.flatMap(({ issuer, organisation }) => [issuer, organisation]);
  return filters.find(([pattern]) => issuers.some((each) => pattern.test(each)))?.[1] ?? null;
};
