/** Asks for the page itself, and follows where it leads on the same site. */
import { isIP } from 'node:net';
import type { AskPhases, Asked, Asking, ProxyAddress } from '../../../domain/doctor-ports.ts';
import type { Scene } from '../scene.ts';
import { answerMs } from '../scene.ts';

export interface Answer {
  readonly asked: Asked | null;
  readonly phases: AskPhases;
  readonly redirects: readonly string[];
  readonly isLoop: boolean;
  readonly leadsAway: boolean;
  readonly isSecure: boolean;
  readonly headerBytes: number;
  readonly isOurs: boolean;
}

export interface Door {
  readonly address: string;
  readonly proxy: ProxyAddress | null;
}

/** Where nobody could be asked. */
export const nobody: Answer = {
  asked: null,
  phases: { connect: null, tls: null, firstByte: null, end: null },
  redirects: [],
  isLoop: false,
  leadsAway: false,
  isSecure: false,
  headerBytes: 0,
  isOurs: false,
};

const pageBytes = 64 * 1024;
const mostRedirects = 3;

const headers = { accept: 'text/html,application/json;q=0.9,*/*;q=0.5', 'accept-encoding': 'identity' } as const;

export const askingOf = ({ target }: Scene, { address, proxy }: Door, path: string): Asking => ({
  scheme: target.scheme,
  host: target.host,
  port: target.port,
  address,
  proxy,
  method: 'GET',
  path,
  headers,
  body: null,
  ms: answerMs,
  bytes: pageBytes,
});

/** What is sent besides the request line; host and user agent are added on the way. */
const headerBytesOf = (asking: Asking): number =>
  Object.entries({ ...asking.headers, host: asking.host, 'user-agent': 'good-gateway-doctor' }).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    0,
  );

const siteOf = (host: string): string => (isIP(host) === 0 ? host.split('.').slice(-2).join('.') : host);

const locationOf = ({ heard }: Asked, from: string): URL | null => {
  const location =
    heard.kind === 'answer' && heard.status >= 300 && heard.status < 400 ? heard.headers['location'] : undefined;
  return location !== undefined && URL.canParse(location, from) ? new URL(location, from) : null;
};

const urlOf = ({ scheme, host, port, path }: Asking): string =>
  new URL(path, `${scheme}://${isIP(host) === 6 ? `[${host}]` : host}:${port}`).href;

const onward = (asking: Asking, to: URL): Asking | null => {
  const scheme = to.protocol === 'https:' ? 'https' : to.protocol === 'http:' ? 'http' : null;
  if (scheme === null || to.hostname.replace(/^\[(.*)\]$/, '$1') !== asking.host) return null;
  const port = to.port === '' ? (scheme === 'https' ? 443 : 80) : Number(to.port);
  return { ...asking, scheme, port, path: `${to.pathname}${to.search}` };
};

const isOurs = ({ heard }: Asked): boolean =>
  heard.kind === 'answer' && /^req_[0-9a-f]{32}$/.test(heard.headers['x-request-id'] ?? '');

export const lookAnswer = async (scene: Scene, door: Door): Promise<Answer> => {
  let asking = askingOf(scene, door, scene.target.path);
  const steps: string[] = [];
  for (;;) {
    const asked = await scene.world.ask(asking);
    const to = locationOf(asked, urlOf(asking));
    const next = to === null ? null : onward(asking, to);
    const isLoop = to !== null && (steps.includes(to.href) || to.href === urlOf(asking));
    if (to !== null) steps.push(to.href);
    if (next === null || isLoop || steps.length > mostRedirects)
      return {
        asked,
        phases: asked.phases,
        redirects: steps.map((each) => each.slice(0, 200)),
        isLoop: isLoop || steps.length > mostRedirects,
        leadsAway:
          to !== null && next === null && asking.scheme === 'http' && siteOf(to.hostname) !== siteOf(asking.host),
        isSecure: asking.scheme === 'https',
        headerBytes: headerBytesOf(asking),
        isOurs: isOurs(asked),
      };
    asking = next;
  }
};
