/** NGX-DNS-5: a public resolver is asked for names it cannot know. */
import { kindOf } from '../../host.ts';
import { reachedBy } from '../../nginx/reached.ts';
import { settingFor } from '../../nginx/config.ts';
import { example, manual, type NginxRule, ofNginx } from './about.ts';

const publicResolvers = new Set([
  '8.8.8.8',
  '8.8.4.4',
  '1.1.1.1',
  '1.0.0.1',
  '9.9.9.9',
  '208.67.222.222',
  '208.67.220.220',
]);
const upstream = 'zone llm 64k;\nserver app.svc.cluster.local:8000 resolve;';

export const foreignResolver: NginxRule = {
  ...ofNginx,
  id: 'NGX-DNS-5',
  severity: 'warning',
  title: 'a public resolver is asked for internal names',
  when: 'A name of the own network is resolved again while nginx runs, and a `resolver` in force is a public one.',
  failure: 'It does not know the name: now and then, or always, calls are a 502 "could not be resolved".',
  before: example({ http: 'resolver 8.8.8.8;', upstream }),
  after: example({ http: 'resolver 10.96.0.10 valid=10s;', upstream }),
  source: manual('core', 'resolver'),
  *find({ routes }) {
    for (const route of routes) {
      const resolver = settingFor(route, 'resolver');
      const foreign = resolver?.words.find(({ text }) => publicResolvers.has(text.replace(/:\d+$/, '')));
      const asked = reachedBy(route).find(
        ({ address, isResolvedAgain }) => isResolvedAgain && kindOf(address) === 'internal',
      );
      if (foreign === undefined || asked === undefined) continue;
      yield {
        place: foreign.place,
        message: `${foreign.text} does not know ${asked.address}`,
        fix: 'resolver 10.96.0.10 valid=10s; # the resolver of the own network',
        related: [asked.place],
      };
    }
  },
};
