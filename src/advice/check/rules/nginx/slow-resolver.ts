/** NGX-DNS-3: a call hangs while a resolver does not answer. */
import { timeText } from '../../duration.ts';
import { settingFor, timeFor } from '../../nginx/config.ts';
import { needsResolver } from '../../nginx/variable.ts';
import { located, manual, type NginxRule, ofNginx } from './about.ts';

const named =
  'resolver 10.0.0.53 10.0.1.53 valid=30s;\nset $model_host api.example.com;\nproxy_pass https://$model_host;';
/** Resolvers answer in milliseconds; two tries over the internet take under 5 s. */
const longestMs = 5_000;

export const slowResolver: NginxRule = {
  ...ofNginx,
  id: 'NGX-DNS-3',
  severity: 'warning',
  title: 'calls hang when the resolver does not answer',
  when: '`resolver_timeout` is over 5 s (the default is 30 s) where names are resolved for calls.',
  failure: 'When a resolver is down, each call whose name has run out hangs for that long before it is a 502.',
  before: located(named),
  after: located(`${named}\nresolver_timeout 3s;`),
  source: manual('core', 'resolver_timeout'),
  *find(config) {
    for (const route of config.routes) {
      const resolver = settingFor(route, 'resolver');
      const timeout = timeFor(route, 'resolver_timeout', 30_000);
      if (resolver === null || timeout === null || timeout.value <= longestMs || !needsResolver(route, config))
        continue;
      yield {
        place: timeout.isDefault ? resolver.place : timeout.place,
        message: `resolver_timeout is ${timeText(timeout.value)}${timeout.isDefault ? ' by default' : ''}`,
        fix: 'resolver_timeout 3s;',
      };
    }
  },
};
