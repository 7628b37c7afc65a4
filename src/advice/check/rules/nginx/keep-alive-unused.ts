/** NGX-KA-2: a pool of connections that nginx cannot use. */
import { keepsConnections } from '../../nginx/hops.ts';
import { manual, type NginxRule } from './about.ts';

const fix = `proxy_http_version 1.1;
proxy_set_header Connection "";`;

const example = (lines: string): string => `upstream llm {
    server 10.0.0.1:8000;
    server 10.0.0.2:8000;
    keepalive 32;
}
server {
    location /v1/ {
        proxy_pass http://llm;${lines}
    }
}
`;

export const keepAliveUnused: NginxRule = {
  id: 'NGX-KA-2',
  severity: 'warning',
  system: 'nginx',
  title: 'keepalive is set, but connections to the upstream are not kept',
  when: '`keepalive` stands in the upstream, and the route lacks `proxy_http_version 1.1` or `proxy_set_header Connection ""`.',
  failure:
    'Each request opens a connection of its own. Under load the ports run out, and calls end as 502 "Cannot assign requested address".',
  before: example(''),
  after: example(`\n        ${fix.replace('\n', '\n        ')}`),
  source: manual('ngx_http_upstream_module, keepalive'),
  versions: 'before 1.29.7; from then on both are the default',
  *find(config) {
    if (config.keepsByDefault) return;
    for (const route of config.routes) {
      const keepalive = route.upstream?.directive.inner?.find(({ name }) => name === 'keepalive');
      if (keepalive === undefined || keepalive.words[0]?.text === '0' || keepsConnections(config, route)) continue;
      yield {
        place: route.pass.place,
        message: `upstream ${route.host} has keepalive, but this route speaks HTTP/1.0 or sends "Connection: close" to it`,
        fix,
        related: [keepalive.place],
      };
    }
  },
};
