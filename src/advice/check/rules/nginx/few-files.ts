/** NGX-CAP-1: connections run out of file descriptors. */
import { firstWord, named } from '../../nginx/config.ts';
import { type NginxRule, ofNginx } from './about.ts';

const file = (files: number): string =>
  `worker_rlimit_nofile ${files};\nevents { worker_connections 4096; }\nhttp { server { location / { proxy_pass http://127.0.0.1:8080; } } }\n`;
const number = (text: string): number | null => (/^\d{1,9}$/.test(text) ? Number(text) : null);

export const fewFiles: NginxRule = {
  ...ofNginx,
  id: 'NGX-CAP-1',
  severity: 'warning',
  title: 'connections run out of file descriptors',
  when: '`worker_connections` × 2 is over `worker_rlimit_nofile`, and calls are passed on; where that is not set, over the 1024 most systems give.',
  failure:
    'A proxied call takes two descriptors: under load "too many open files", and calls fail although there are connections left.',
  before: file(4096),
  after: file(16_384),
  source: 'nginx manual, core functionality: worker_connections, worker_rlimit_nofile',
  *find({ routes, whole: { directives } }) {
    // Files that are only handed out take one each.
    if (routes.length === 0) return;
    const [connections] = named(directives, 'worker_connections');
    const [limit] = named(directives, 'worker_rlimit_nofile');
    const wanted = number(firstWord(connections ?? null));
    const given = limit === undefined ? 1024 : number(firstWord(limit));
    if (connections === undefined || wanted === null || given === null || wanted * 2 <= given) return;
    // What nginx and its packages come with: 512, 768 and 1024.
    if (limit === undefined && wanted <= 1024) return;
    yield {
      place: connections.place,
      message: `${wanted} connections need up to ${wanted * 2} descriptors, and a worker may have ${given}${limit === undefined ? ' on most systems' : ''}`,
      fix: `worker_rlimit_nofile ${wanted * 4};`,
      ...(limit === undefined ? {} : { related: [limit.place] }),
    };
  },
};
