/** The registry: every log format, one line per system, and every table of wordings. */
import type { JsonObject } from './json.ts';
import type { Seen, Sighting } from './sighting.ts';
import type { SignTable } from './sign.ts';
import { firstSign } from './sign.ts';
import { sightAlb } from './systems/aws-alb.ts';
import { apacheTable } from './systems/apache.ts';
import { appleTable } from './systems/apple.ts';
import { sightAwsEdge } from './systems/aws-edge.ts';
import { browserTable } from './systems/browsers.ts';
import { sightCaddy } from './systems/caddy.ts';
import { chatTable } from './systems/chats.ts';
import { sightCloudflare } from './systems/cloudflare.ts';
import { curlTable } from './systems/curl.ts';
import { sightEnvoy, sightEnvoyJson, sightEnvoyWords } from './systems/envoy.ts';
import { fetchTable } from './systems/fetch.ts';
import { sightGo } from './systems/go.ts';
import { sightGoogle, sightGoogleWords } from './systems/google.ts';
import { sightHaproxy, sightHaproxyNotice } from './systems/haproxy.ts';
import { javaTable } from './systems/java.ts';
import { sightJsonAccess } from './systems/json-access.ts';
import { kubernetesTable } from './systems/kubernetes.ts';
import { sightAccessLine } from './systems/nginx-access.ts';
import { sightNginxError, sightNginxWords } from './systems/nginx-error.ts';
import { nodeTable } from './systems/node.ts';
import { sightOurJson, sightProxyStatus, sightReport } from './systems/ours.ts';
import { peopleTable } from './systems/people.ts';
import { platformTable } from './systems/platforms.ts';
import { sightLibrary, sightProviderJson, sightProviderText } from './systems/provider.ts';
import { pythonTable } from './systems/python.ts';
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
  access: sightJsonAccess,
} as const satisfies Record<string, (entry: JsonObject) => Seen>;

const table =
  (signs: SignTable) =>
  (text: string): Sighting | null =>
    firstSign(signs, text);

/** Wordings that can stand anywhere in a text. */
export const wordings = {
  'proxy-status': sightProxyStatus,
  'doctor report': sightReport,
  nginx: sightNginxWords,
  envoy: sightEnvoyWords,
  haproxy: sightHaproxyNotice,
  google: sightGoogleWords,
  'aws edge': sightAwsEdge,
  cloudflare: sightCloudflare,
  node: table(nodeTable),
  python: table(pythonTable),
  go: sightGo,
  curl: table(curlTable),
  java: table(javaTable),
  apple: table(appleTable),
  browser: table(browserTable),
  kubernetes: table(kubernetesTable),
  apache: table(apacheTable),
  platform: table(platformTable),
  provider: sightProviderText,
  library: sightLibrary,
  chat: table(chatTable),
  fetch: table(fetchTable),
  description: table(peopleTable),
} as const satisfies Record<string, (text: string) => Sighting | null>;
