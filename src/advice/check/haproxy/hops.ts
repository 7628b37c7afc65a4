/** HAProxy's ways as hops of a chain. */
import { type Clocks, type Hop, knownClocks, type Setting } from '../hop.ts';
import { after, has, isTcp, lineOf, type Section, timeoutOf } from './config.ts';
import { readCount, readTime } from './units.ts';
import type { HaproxyConfig, Way } from './ways.ts';

/** It keeps idle connections in a pool unless told otherwise, and closes half of the unused ones at each purge. */
const keepToNext = ({ back, servers }: Way): Setting<number> | null => {
  const [server] = servers;
  if (server === undefined || lineOf(back, 'http-reuse')?.words[1]?.text === 'never') return null;
  const value = readTime(after(server, 'pool-purge-delay') ?? '5s');
  return value === null
    ? null
    : { name: 'pool-purge-delay', value, place: server.place, isDefault: !has(server, 'pool-purge-delay') };
};

/** Where `timeout http-keep-alive` is not set, `timeout http-request` counts, then `timeout client`. */
const keepToCaller = (front: Section): Setting<number> | null => {
  for (const name of ['http-keep-alive', 'http-request', 'client'])
    if (lineOf(front, `timeout ${name}`) !== null) return timeoutOf(front, name, Infinity);
  return timeoutOf(front, 'http-keep-alive', Infinity);
};

/** What is repeated though it was sent: only by `retry-on` with more than failures to connect. */
const attempts = ({ back }: Way): Setting<number> | null => {
  const retryOn = lineOf(back, 'retry-on');
  const isWide = retryOn?.words.slice(1).some(({ text }) => !/^(?:none|conn-failure)$/.test(text)) === true;
  const retries = lineOf(back, 'retries');
  const count = readCount(retries?.words[1]?.text ?? '3');
  if (count === null) return null;
  return {
    name: 'retries',
    value: isWide ? count + 1 : 1,
    place: retries?.place ?? retryOn?.place ?? back.place,
    isDefault: retries === null,
  };
};

/** Bytes that are only passed on have a clock of their own, where it is set. */
const silence = (back: Section): Setting<number> | null =>
  isTcp(back) && lineOf(back, 'timeout tunnel') !== null
    ? timeoutOf(back, 'tunnel', Infinity)
    : timeoutOf(back, 'server', Infinity);

const clocksOf = (way: Way, global: Section | null): Clocks => {
  const { front, back } = way;
  const stop = lineOf(global, 'hard-stop-after');
  const drain = readTime(stop?.words[1]?.text ?? '');
  return knownClocks({
    connect: timeoutOf(back, 'connect', Infinity),
    read: silence(back),
    toCaller: front === null ? null : timeoutOf(front, 'client', Infinity),
    keepToCaller: front === null ? null : keepToCaller(front),
    keepToNext: keepToNext(way),
    drain:
      stop === null || drain === null
        ? null
        : { name: 'hard-stop-after', value: drain, place: stop.place, isDefault: false },
  });
};

/** The path of `option httpchk GET /health` or of `http-check send meth GET uri /health`, which wins. */
const asksOf = ({ back }: Way): Pick<Hop, 'asks'> => {
  const check = lineOf(back, 'option httpchk');
  const words = lineOf(back, 'http-check send')?.words ?? [];
  const sent = words[words.findIndex(({ text }) => text === 'uri') + 1];
  const path = [sent, check?.words[2], check?.words[3]].find((word) => word?.text.startsWith('/'));
  if (check === null || path === undefined) return {};
  return { asks: { name: 'option httpchk', value: path.text, place: path.place, isDefault: false } };
};

export const hopOf = (config: HaproxyConfig, way: Way): Hop => ({
  system: 'haproxy',
  root: config.source.file,
  // Without these two it is a part, such as those of conf.d.
  ...(config.sections.some(({ kind }) => kind === 'global' || kind === 'defaults') ? { isWhole: true } : {}),
  leadsTo: way.servers.map(({ address }) => address),
  name: `${way.front === null || way.front === way.back ? '' : `${way.front.name} → `}${way.back.name}`,
  place: way.back.place,
  streams: way.streams,
  clocks: clocksOf(way, config.global),
  ...asksOf(way),
  largestRequest: null,
  buffers: null,
  asksNotToBuffer: false,
  attempts: attempts(way),
  repeatsPosts: null,
});
