/** NGX-CAP-2: a limit looks like an outage. */
import { settingFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const zone = 'limit_req_zone $binary_remote_addr zone=each:1m rate=5r/s;';
const limits = ['req', 'conn'] as const;

export const limitStatus: NginxRule = {
  ...ofNginx,
  id: 'NGX-CAP-2',
  severity: 'advice',
  title: 'a limit looks like an outage',
  when: '`limit_req` or `limit_conn` is in force without `limit_req_status` or `limit_conn_status`: they answer 503.',
  failure:
    'Callers that are over their limit are told that the service is down; their SDKs retry at once, and alerts ring.',
  before: example({ http: zone, route: 'limit_req zone=each;' }),
  after: example({ http: zone, route: 'limit_req zone=each;\nlimit_req_status 429;' }),
  source: manual('limit_req', 'limit_req_status'),
  versions: 'since 1.3.15',
  *find({ routes }) {
    for (const route of routes)
      for (const kind of limits) {
        const limit = settingFor(route, `limit_${kind}`);
        if (limit === null || settingFor(route, `limit_${kind}_status`) !== null) continue;
        yield {
          place: limit.place,
          message: `who is over this limit is told 503, as if the service were down`,
          fix: `limit_${kind}_status 429;`,
        };
      }
  },
};
