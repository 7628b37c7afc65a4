/** XSYS-4: a hop behind refuses what the one in front has taken. */
import type { Neighbours } from '../../chain.ts';
import { sizeText } from '../../duration.ts';
import type { Rule } from '../../rule.ts';

export const bodyOrder: Rule<Neighbours> = {
  id: 'XSYS-4',
  severity: 'warning',
  system: 'chain',
  title: 'a hop behind refuses what the one in front takes',
  when: 'The outer hop takes larger requests than the inner one.',
  failure:
    'A long prompt is uploaded whole and then refused, with a 413 of the inner hop or a connection that breaks: 502 at the outer one.',
  before: `# edge.conf
client_max_body_size 100m;
server {
    location /v1/ { proxy_pass http://127.0.0.1:5020; }
}
# good-gateway.yaml
upstreams: { main: { url: "https://api.example.com/v1" } }
limits: { body: 20mb }
`,
  after: `# edge.conf
client_max_body_size 20m;
server {
    location /v1/ { proxy_pass http://127.0.0.1:5020; }
}
# good-gateway.yaml
upstreams: { main: { url: "https://api.example.com/v1" } }
limits: { body: 20mb }
`,
  source: 'RFC 9110, 15.5.14: a server may close the connection when it refuses a body',
  versions: 'all',
  *find({ outer, inner }) {
    const takes = outer.largestRequest;
    const bound = inner.largestRequest;
    if (takes === null || bound === null || takes.value <= bound.value) return;
    yield {
      place: takes.isDefault ? bound.place : takes.place,
      message: `${outer.system} takes requests of ${sizeText(takes.value)} (${takes.name}), and ${inner.system} behind it refuses those over ${sizeText(bound.value)} (${bound.name})`,
      fix: `the same bound at both: ${takes.name} in ${outer.root},\n${bound.name} in ${inner.root}`,
      related: [takes.place, bound.place],
    };
  },
};
