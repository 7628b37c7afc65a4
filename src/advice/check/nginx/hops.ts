/** nginx's routes as hops of a chain. */
import { type Hop, knownClocks, type Setting } from '../hop.ts';
import {
  firstWord,
  inForce,
  type NginxConfig,
  type Route,
  settingFor,
  switchFor,
  timeFor,
  valueFor,
} from './config.ts';
import { reachedBy } from './reached.ts';
import { isPart } from './includes.ts';
import { readSize, readTime } from './units.ts';

const isHeader = (name: string, value: string, words: readonly { readonly text: string }[]): boolean =>
  words[0]?.text.toLowerCase() === name && (words[1]?.text ?? '').toLowerCase() === value;

/** Whether connections to the upstream are used again at all: before 1.29.7 three directives are needed for it. */
export const keepsConnections = ({ whole, keepsByDefault }: NginxConfig, route: Route): boolean => {
  const { pass, upstream } = route;
  const keepalive = upstream?.directive.inner?.find(({ name }) => name === 'keepalive');
  if (firstWord(keepalive ?? null) === '0') return false;
  const version = firstWord(settingFor(route, 'proxy_http_version'));
  const headers = inForce(whole, pass.parent, 'proxy_set_header');
  const isCleared = headers.some(({ words }) => isHeader('connection', '', words));
  const closes = headers.some(({ words }) => isHeader('connection', 'close', words));
  if (keepsByDefault) return upstream !== null && version !== '1.0' && !closes;
  return keepalive !== undefined && version === '1.1' && isCleared;
};

const keepToNext = (config: NginxConfig, route: Route): Setting<number> | null => {
  const { upstream } = route;
  if (upstream === null || !keepsConnections(config, route)) return null;
  const found = upstream.directive.inner?.find(({ name }) => name === 'keepalive_timeout');
  const name = 'keepalive_timeout (upstream)';
  if (found === undefined) return { name, value: 60_000, place: upstream.directive.place, isDefault: true };
  const value = readTime(firstWord(found));
  return value === null ? null : { name, value, place: found.place, isDefault: false };
};

const upgrades = ({ whole, pass }: Route): boolean =>
  inForce(whole, pass.parent, 'proxy_set_header').some(({ words }) => words[0]?.text.toLowerCase() === 'upgrade');

const readBodyBound = (text: string): number | null => {
  const bytes = readSize(text);
  return bytes === 0 ? Infinity : bytes;
};

const repeatsPosts = (route: Route): boolean =>
  settingFor(route, 'proxy_next_upstream')?.words.some(({ text }) => text === 'non_idempotent') === true;

const attempts = (route: Route): Setting<number> | null => {
  const peers = route.upstream?.peers.length ?? 1;
  const next = settingFor(route, 'proxy_next_upstream');
  if (!repeatsPosts(route))
    return { name: 'proxy_next_upstream', value: 1, place: (next ?? route.pass).place, isDefault: next === null };
  const read = (text: string): number | null => (/^\d+$/.test(text) ? Math.min(Number(text) || peers, peers) : null);
  return valueFor(route, { name: 'proxy_next_upstream_tries', byDefault: peers, read });
};

export const hopOf = (config: NginxConfig, route: Route): Hop => {
  const { pass, location, path, host, streams } = route;
  return {
    system: 'nginx',
    root: config.whole.root.file,
    ...(isPart(config.whole) ? {} : { isWhole: true }),
    leadsTo: reachedBy(route).map(({ address }) => address),
    name: `${location === null ? 'server' : `location ${path}`} → ${host || firstWord(pass)}`,
    place: (location ?? pass).place,
    streams,
    clocks: knownClocks({
      connect: timeFor(route, 'proxy_connect_timeout', 60_000),
      read: timeFor(route, 'proxy_read_timeout', 60_000),
      send: timeFor(route, 'proxy_send_timeout', 60_000),
      toCaller: timeFor(route, 'send_timeout', 60_000),
      keepToCaller: valueFor(route, {
        name: 'keepalive_timeout',
        byDefault: 75_000,
        read: (text) => readTime(text.split(' ', 1)[0] ?? ''),
      }),
      keepToNext: keepToNext(config, route),
      drain: timeFor(route, 'worker_shutdown_timeout', Infinity),
    }),
    largestRequest: valueFor(route, { name: 'client_max_body_size', byDefault: 1024 ** 2, read: readBodyBound }),
    // A connection that is upgraded to a WebSocket is never buffered.
    buffers: upgrades(route) ? null : switchFor(route, 'proxy_buffering', true),
    asksNotToBuffer: false,
    attempts: attempts(route),
    repeatsPosts: valueFor(route, { name: 'proxy_next_upstream', byDefault: false, read: () => repeatsPosts(route) }),
  };
};
