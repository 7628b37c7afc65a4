/** XSYS-7: the platform kills what is still ending its answers. */
import type { Neighbours } from '../../chain.ts';
import { timeText } from '../../duration.ts';
import type { Rule } from '../../rule.ts';
import { either, lessThan, written } from '../../written.ts';

const filesWith = (graceSeconds: number): string => `# deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata: { name: good-gateway }
spec:
  template:
    metadata: { labels: { app: gateway } }
    spec:
      terminationGracePeriodSeconds: ${graceSeconds}
      containers:
        - name: gateway
          ports: [{ containerPort: 5020 }]
          lifecycle: { preStop: { sleep: { seconds: 10 } } }
# good-gateway.yaml
upstreams: { main: { url: "https://api.example.com/v1" } }
drain: 25s
`;

export const killedBeforeDrained: Rule<Neighbours> = {
  id: 'XSYS-7',
  severity: 'error',
  system: 'chain',
  title: 'killed before it has drained',
  when: 'The platform gives from SIGTERM to SIGKILL as long as, or less than, the program takes to drain.',
  failure: 'At every rollout the answers that still run are cut off without a word, though they would have been told.',
  before: filesWith(30),
  after: filesWith(40),
  source: 'Kubernetes documentation, Pod Lifecycle: the grace period begins before the preStop hook runs',
  versions: 'all',
  *find({ outer, inner }) {
    const { kill } = outer.clocks;
    const { drain } = inner.clocks;
    if (kill === undefined || drain === undefined || kill.value > drain.value) return;
    yield {
      place: kill.place,
      message: `${outer.name} is killed ${timeText(kill.value)} after SIGTERM (${kill.name}, less the wait before it), but ${inner.system} may drain for ${timeText(drain.value)} (${drain.name})`,
      fix: either(
        [`in ${outer.root}: ${kill.name} longer by ${(drain.value - kill.value) / 1_000 + 5}`],
        written(inner, drain, lessThan(kill.value)),
      ),
      related: [drain.place],
    };
  },
};
