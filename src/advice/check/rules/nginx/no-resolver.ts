/** NGX-DNS-2: a name that nobody resolves. */
import { needsResolver } from '../../nginx/variable.ts';
import { settingFor } from '../../nginx/config.ts';
import { located, manual, type NginxRule, ofNginx } from './about.ts';

const named = 'set $model_host api.example.com;\nproxy_pass https://$model_host;';

export const noResolver: NginxRule = {
  ...ofNginx,
  id: 'NGX-DNS-2',
  severity: 'error',
  title: 'a name in a variable, and no resolver',
  when: 'The host of a `proxy_pass` comes from a variable that is not one of the upstreams or an address, and no `resolver` is in force.',
  failure: 'Every call there is a 502: "no resolver defined to resolve …".',
  before: located(named),
  after: located(`resolver 127.0.0.53 valid=30s;\n${named}`),
  source: `${manual('proxy', 'proxy_pass')}; ${manual('core', 'resolver')}`,
  *find(config) {
    for (const route of config.routes) {
      if (!needsResolver(route, config) || settingFor(route, 'resolver') !== null) continue;
      yield {
        place: route.pass.place,
        message: `the host of ${route.pass.words[0]?.text ?? ''} must be resolved for each call, and there is no resolver`,
        fix: 'resolver 127.0.0.53 valid=30s; # the resolver of this machine or network',
      };
    }
  },
};
