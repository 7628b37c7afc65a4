/** The registry: every log format, one line per system, and every table of wordings. */
import type { JsonObject } from './json.ts';
import type { Seen, Sighting } from './sighting.ts';
import type { SignTable } from './sign.ts';
import { firstSign } from './sign.ts';
import { sightAlb } from './systems/aws-alb.ts';
import { sightAwsEdge } from './systems/aws-edge.ts';
import { browserHint, browserTable } from './systems/browsers.ts';
import { sightCaddy } from './systems/caddy.ts';
import { chatHint, chatTable } from './systems/chats.ts';
import { sightCloudflare } from './systems/cloudflare.ts';
import { curlHint, curlTable } from './systems/curl.ts';
import { sightEnvoy, sightEnvoyJson, sightEnvoyWords } from './systems/envoy.ts';
import { goHint, goTable } from './systems/go.ts';
import { sightGoogle, sightGoogleWords } from './systems/google.ts';
import { sightHaproxy, sightHaproxyNotice } from './systems/haproxy.ts';
import { javaHint, javaTable } from './systems/java.ts';
import { kubernetesHint, kubernetesTable } from './systems/kubernetes.ts';
import { sightAccessLine } from './systems/nginx-access.ts';
import { sightNginxError, sightNginxWords } from './systems/nginx-error.ts';
import { fetchTable, nodeHint, nodeTable } from './systems/node.ts';
import { sightOurJson, sightProxyStatus } from './systems/ours.ts';
import { platformHint, platformTable } from './systems/platforms.ts';
import { providerHint, sightLibrary, sightProviderJson, sightProviderText } from './systems/provider.ts';
import { pythonHint, pythonTable } from './systems/python.ts';
import { sightTraefik } from './systems/traefik.ts';

/** Formats of whole lines: each knows its own. */
export const lineFormats = {
  'nginx access': sightAccessLine,
  'nginx error': sightNginxError,
  haproxy: sightHaproxy,
  envoy: sightEnvoy,
  'aws load balancer': sightAlb,
} as const satisfies Record<string, (line: string) => Seen>;

export type LineFormat = keyof typeof lineFormats;

/** Formats of lines that are one JSON object. Ours comes first: it has names of others inside. */
export const jsonFormats = {
  'good gateway': sightOurJson,
  envoy: sightEnvoyJson,
  google: sightGoogle,
  caddy: sightCaddy,
  traefik: sightTraefik,
  provider: sightProviderJson,
} as const satisfies Record<string, (entry: JsonObject) => Seen>;

/** Tries a table only where one of its words can be. */
const hinted =
  (hint: RegExp, table: SignTable) =>
  (text: string): Sighting | null =>
    hint.test(text) ? firstSign(table, text) : null;

/** Wordings that can stand anywhere in a text. */
export const wordings = {
  'proxy-status': sightProxyStatus,
  nginx: sightNginxWords,
  envoy: sightEnvoyWords,
  haproxy: sightHaproxyNotice,
  google: sightGoogleWords,
  'aws edge': sightAwsEdge,
  cloudflare: sightCloudflare,
  node: hinted(nodeHint, nodeTable),
  python: hinted(pythonHint, pythonTable),
  go: hinted(goHint, goTable),
  curl: hinted(curlHint, curlTable),
  java: hinted(javaHint, javaTable),
  browser: hinted(browserHint, browserTable),
  kubernetes: hinted(kubernetesHint, kubernetesTable),
  platform: hinted(platformHint, platformTable),
  provider: (text: string) => (providerHint.test(text) ? sightProviderText(text) : null),
  library: sightLibrary,
  chat: hinted(chatHint, chatTable),
  fetch: (text: string) => firstSign(fetchTable, text),
} as const satisfies Record<string, (text: string) => Sighting | null>;
