/** A file that belongs to no system: what it looks like all the same, so that nobody looks for a mistake in it. */
import type { Source } from './place.ts';

const looks: readonly (readonly [like: string, sign: RegExp])[] = [
  ['a Caddyfile', /^[ \t]*(?:reverse_proxy|file_server|php_fastcgi|handle_path|encode)\b(?!.*;)/m],
  ['a config of Apache', /^[ \t]*(?:<VirtualHost\b|ProxyPass\b|LoadModule\b|<Location\b)/m],
  ['a file of Docker Compose', /^services:[ \t]*(?:#.*)?\r?$/m],
  ['a config of Traefik', /^[ \t]*(?:\[?entryPoints\b|\[http\.routers\b|(?:http|tcp):[ \t]*\r?\n[ \t]+routers:)/m],
  ['a config of Varnish', /^[ \t]*vcl 4/m],
  ['a file of Terraform', /^(?:resource|provider|module|terraform)[ \t]+(?:"|\{)/m],
  ['values for a chart', /^(?:replicaCount|ingress|image):[ \t]*(?:#.*)?(?:\d+)?\r?$/m],
];

const longestLookedAt = 200_000;

export const stranger = ({ text }: Source): string => {
  const start = text.slice(0, longestLookedAt);
  const like = looks.find(([, sign]) => sign.test(start))?.[0];
  const known =
    'expected nginx, HAProxy, Envoy, Kubernetes, a server in JavaScript or TypeScript, or good-gateway.yaml';
  return `${known}; ${like === undefined ? 'this looks like none of them' : `this looks like ${like}`}, so it was not checked`;
};

/** Nothing but empty lines and comments, as in a file that was switched off. */
export const isBlank = ({ text }: Source): boolean => !/^[^\S\n]*[^\s#]/m.test(text);
