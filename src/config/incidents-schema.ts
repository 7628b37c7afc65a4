/** The part of the config file that is about incidents, and the status pages of providers. */
import { z } from 'zod';
import { oneOf, share } from './field.ts';
import { baseUrl } from './location-field.ts';

const componentWords = 'a name of 1 to 100 characters, as the page has it';

const component = () =>
  z
    .string({ error: componentWords })
    .regex(/^[^\p{Cc}]{1,100}$/u, { error: componentWords })
    .meta({ title: 'name' });

export const statusPage = z
  .union([
    z.literal('auto'),
    z.literal('off'),
    z.strictObject({
      url: baseUrl('https://status.example.com').describe('Its address; it has the Statuspage API v2.'),
      components: z
        .array(component(), { error: 'a list of names' })
        .max(20, { error: 'at most 20 names' })
        .prefault([])
        .describe('Names of components that matter here, or how they begin; the page as a whole by default.'),
    }),
  ])
  .prefault('auto')
  .describe('Where its provider says how it is; read once a minute. `auto`: those of OpenAI and Anthropic are known.');

export const incidents = z.strictObject({
  publish: oneOf(['corroborated', 'draft', 'always'])
    .prefault('corroborated')
    .describe(
      '`corroborated`: when traffic and own probes, or the provider’s page, agree. `draft`: never by itself. `always`.',
    ),
  providerPages: oneOf(['auto', 'off'])
    .prefault('auto')
    .describe('Whether providers’ status pages are read (`upstreams.NAME.statusPage`); `off`: none is.'),
  objective: share()
    .refine((promised) => promised < 1, { error: 'a share below 100%: what never fails cannot be promised' })
    .optional()
    .describe(
      'Share of calls that you promise to answer, such as `99.9%`: operators are told when three days break it.',
    ),
  partialWeight: share()
    .prefault('30%')
    .describe('What a minute that fails for some counts on the status page, beside one that is down.'),
});
