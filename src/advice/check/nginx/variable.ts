/** Whether the host behind a variable of `proxy_pass` can only be found by a resolver. */
import type { Whole } from './includes.ts';
import { firstWord, named, type NginxConfig, ofPath, type Route } from './config.ts';
import { kindOf } from '../host.ts';

/** All that a variable may be, by `set` and `map`; `null` when it comes from elsewhere, such as a header. */
const findValues = (variable: string, whole: Whole): readonly string[] | null => {
  const sets = [...named(whole.directives, 'set')]
    .filter((one) => firstWord(one) === variable)
    .map(({ words }) => words[1]?.text ?? '');
  const maps = [...named(whole.directives, 'map')].filter(({ words }) => words[1]?.text === variable);
  const mapped = maps.flatMap(({ inner }) =>
    (inner ?? []).filter(({ name }) => name !== 'hostnames' && name !== 'volatile').map(firstWord),
  );
  const all = [...sets, ...mapped].filter((value) => value !== '');
  return all.length === 0 ? null : all;
};

const known = new WeakMap<Whole, Map<string, readonly string[] | null>>();

/** Once for each variable: a map may have thousands of lines, and as many routes use it. */
const valuesOf = (variable: string, { whole }: NginxConfig): readonly string[] | null => {
  const own = known.get(whole) ?? new Map<string, readonly string[] | null>();
  known.set(whole, own);
  const values = own.get(variable) ?? findValues(variable, whole);
  own.set(variable, values);
  return values;
};

const needsNone = (host: string, config: NginxConfig): boolean =>
  config.upstreamNames.has(host) || ['address', 'local'].includes(kindOf(host));

export const needsResolver = ({ pass }: Route, config: NginxConfig): boolean => {
  const url = firstWord(pass);
  if (!url.includes('$')) return false;
  const host = /^(?:\w+:\/\/)?([^/]*)/.exec(url)?.[1]?.replace(ofPath, '') ?? '';
  const [variable] = /\$\{?\w+\}?/.exec(host) ?? [];
  // A name that stands there, with a variable behind it in the path, is looked for among the upstreams first.
  if (variable === undefined) return !needsNone(host, config);
  const values = valuesOf(variable.replaceAll(/[{}]/g, ''), config);
  // Addresses that Kubernetes or a script puts in by a header or by Lua cannot be judged from here.
  if (values === null)
    return !/^\$\{?(?:server_addr|remote_addr|proxy_upstream_name|upstream_balancer)\b/.test(variable);
  return values.some((value) => {
    const whole = host.replace(variable, value.replace(/^\w+:\/\//, ''));
    return !needsNone(whole.replace(/\/.*$/, ''), config) && !whole.includes('$');
  });
};
