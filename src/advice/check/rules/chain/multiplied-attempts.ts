/** XSYS-3: attempts of several hops multiply. */
import type { Neighbours } from '../../chain.ts';
import type { Rule } from '../../rule.ts';

/** Two hops that try twice each; beyond it an outage is met with a storm. */
const most = 4;

export const multipliedAttempts: Rule<Neighbours> = {
  id: 'XSYS-3',
  severity: 'warning',
  system: 'chain',
  title: 'attempts multiply from hop to hop',
  when: `Both of two neighbours repeat calls that were sent, and the product of their attempts is over ${most}.`,
  failure: 'In an outage one call becomes many: the load grows just when there is too much, and nobody recovers.',
  before: `# edge.conf
upstream llm { server 10.0.0.1:8080; server 10.0.0.2:8080; }
server {
    location /v1/ { proxy_pass http://llm; proxy_next_upstream error timeout non_idempotent; }
}
# haproxy.cfg
listen llm
    bind :8080
    retry-on all-retryable-errors
    retries 3
    server one 10.0.1.1:8000 check
`,
  after: `# edge.conf
upstream llm { server 10.0.0.1:8080; server 10.0.0.2:8080; }
server {
    location /v1/ { proxy_pass http://llm; proxy_next_upstream off; }
}
# haproxy.cfg
listen llm
    bind :8080
    retry-on all-retryable-errors
    retries 3
    server one 10.0.1.1:8000 check
`,
  source: 'Google SRE book, Handling overload and Addressing cascading failures: retry at one layer',
  versions: 'all',
  *find({ outer, inner }) {
    const [first, second] = [outer.attempts, inner.attempts];
    if (first === null || second === null || first.value < 2 || second.value < 2) return;
    const product = first.value * second.value;
    if (product <= most) return;
    yield {
      place: first.place,
      message: `one call may become ${product}: ${outer.system} makes ${first.value} attempts (${first.name}), and ${inner.system} behind it ${second.value} for each (${second.name})`,
      fix: `let one hop alone send calls again: none of it in ${outer.root} (${first.name}),\nor none in ${inner.root} (${second.name})`,
      related: [second.place],
    };
  },
};
