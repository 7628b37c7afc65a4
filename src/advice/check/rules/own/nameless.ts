/** GG-10: callers who use a name are turned away. */
import { config, manual, type OwnRule } from './about.ts';

const keys = 'keys:\n  team: { key: "${TEAM_KEY}" }\n';
const open = `${keys}listen: 0.0.0.0:5020\n`;

export const nameless: OwnRule = {
  id: 'GG-10',
  severity: 'error',
  system: 'good-gateway',
  title: 'it listens to the network and does not know its own name',
  when: '`listen` is all addresses (`0.0.0.0`, `[::]`), and there is no `publicUrl`.',
  failure:
    'A call to a name, such as https://ai.example.org, is refused: who sends another name than ours may be a page that rebinds it.',
  before: config(open),
  after: config(`${open}publicUrl: https://ai.example.org\n`),
  source: manual,
  versions: 'all',
  *find({ settings, placeOf }) {
    const { listen, publicUrl } = settings;
    if (publicUrl !== null || !['0.0.0.0', '::'].includes(listen.host)) return;
    yield {
      place: placeOf('listen'),
      message: 'calls that name this gateway otherwise than by an IP address are refused, while there is no publicUrl',
      fix: 'publicUrl: https://ai.example.org',
    };
  },
};
