/** GG-11: a provider's host with another path than its API has. */
import { providers } from '../../../../config/providers.ts';
import { config, type OwnRule } from './about.ts';

const openai = (path: string): string =>
  config().replace('https://api.example.com/v1', `https://api.openai.com${path}`);

export const wrongBase: OwnRule = {
  id: 'GG-11',
  severity: 'error',
  system: 'good-gateway',
  title: 'not the base URL of the provider’s API',
  when: 'The URL of an upstream has the host of a known provider and none of its paths.',
  failure: 'Every call there is answered 404 or with a web page: an upstream that can only fail.',
  before: openai(''),
  after: openai('/v1'),
  source: 'base URLs in the providers’ own SDKs',
  versions: 'all',
  *find({ settings, placeOf }) {
    for (const { name, url } of settings.upstreams) {
      const { host } = new URL(url);
      const bases = providers.map((each) => each.url).filter((base) => new URL(base).host === host);
      const [first] = bases;
      // A provider may offer several: what begins as one of them is left to who knows.
      const [, part] = new URL(url).pathname.split('/');
      if (first === undefined || bases.some((base) => new URL(base).pathname.split('/')[1] === part)) continue;
      const message = `${host} has its API under another path than this one`;
      yield { place: placeOf('upstreams', name, 'url'), message, fix: `url: "${bases.join('" or "')}"` };
    }
  },
};
