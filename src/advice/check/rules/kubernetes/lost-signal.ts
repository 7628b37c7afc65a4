/** K8S-TERM-3: the signal to stop reaches a shell or npm. */
import { allServing, called } from '../../kubernetes/cluster.ts';
import { entryAt, itemsAt, textAt } from '../../yaml/tree.ts';
import { type KubeRule, manifests, manual, ofKubernetes } from './about.ts';

/** Why the words of a command keep SIGTERM from the program; `null`: they do not. */
const keeps = (words: readonly string[]): string | null => {
  const [first = '', ...rest] = words;
  if (/(?:^|\/)(?:npm|yarn|pnpm)$/.test(first)) return `${first} is asked to stop, not the program it has started`;
  if (!/(?:^|\/)(?:ba|da|a)?sh$/.test(first) || !rest.some((word) => /^-\w*c$/.test(word))) return null;
  const script = rest.at(-1) ?? '';
  return /\bexec\s|\btrap\s/.test(script) ? null : `${first} is asked to stop, and tells nobody`;
};

/** A script of one command can replace its shell. */
const mended = (words: readonly string[]): string => {
  const script = words.at(-1) ?? '';
  const isOne = words.length === 3 && script.length < 200 && !/[;&|\n]/.test(script);
  return isOne
    ? `command: ${JSON.stringify([...words.slice(0, -1), `exec ${script}`])}`
    : 'command: ["node", "server.js"]   # the program itself; in a script: exec node server.js';
};

export const lostSignal: KubeRule = {
  ...ofKubernetes,
  id: 'K8S-TERM-3',
  severity: 'warning',
  title: 'SIGTERM does not reach the program',
  when: '`command` and `args` of a container run a shell with `-c` and no `exec`, or npm, yarn or pnpm.',
  failure:
    'The program is never asked to stop: it is killed at the end of the grace period, with all that is under way.',
  before: manifests(['["node", "server.js"]', '["sh", "-c", "node server.js"]']),
  after: manifests(),
  source: manual('Pod Lifecycle: SIGTERM goes to process 1 of each container'),
  *find(cluster) {
    for (const { workload, container } of allServing(cluster)) {
      const words = ['command', 'args'].flatMap((key) =>
        itemsAt(container.tree, key).map((word) => textAt(word) ?? ''),
      );
      const why = keeps(words);
      if (why === null) continue;
      yield {
        place: (entryAt(container.tree, 'command') ?? entryAt(container.tree, 'args'))?.place ?? container.place,
        message: `${called(workload)}: ${why}`,
        fix: mended(words),
      };
    }
  },
};
