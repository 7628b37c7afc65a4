/** What the rules of nginx have in common: their subject, and a small config in which they are shown. */
import type { NginxConfig } from '../../nginx/config.ts';
import type { Rule } from '../../rule.ts';

export type NginxRule = Rule<NginxConfig>;

export const ofNginx = { system: 'nginx', versions: 'all' } as const;

/** Directives and their defaults, as nginx documents them. */
export const manual = (module: string, ...directives: readonly string[]): string =>
  `nginx manual, ngx_http_${module}_module: ${directives.join(', ')}`;

const indented = (lines: string, depth: number): string =>
  lines === '' ? '' : `${lines.replaceAll(/^(?=.)/gm, ' '.repeat(depth))}\n`;

interface Example {
  /** Lines in `http`. */
  readonly http?: string;
  /** Lines in the upstream. */
  readonly upstream?: string;
  /** Lines in the location. */
  readonly route?: string;
  readonly path?: string;
  readonly pass?: string;
}

const twoPeers = 'server 10.0.0.1:8000;\nserver 10.0.0.2:8000;';

/** A config with one way to models. */
export const example = ({
  http = '',
  upstream = twoPeers,
  route = '',
  path = '/v1/',
  pass = 'http://llm',
}: Example): string =>
  [
    indented(http, 0),
    pass.endsWith('://llm') ? `upstream llm {\n${indented(upstream, 4)}}\n` : '',
    `server {\n    location ${path} {\n        proxy_pass ${pass};\n${indented(route, 8)}    }\n}\n`,
  ].join('');

/** A server whose one location, of model calls, has these lines. */
export const located = (lines: string): string => `server {\n    location /v1/ {\n${indented(lines, 8)}    }\n}\n`;
