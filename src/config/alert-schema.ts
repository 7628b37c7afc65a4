/** The sinks of alerts in the config file: one form for each kind, with what all have in common. */
import { z } from 'zod';
import { alertSeverities, workEvents } from '../domain/alert.ts';
import { oneOf, secret } from './field.ts';
import { email, mailServer, timeOfDay, timeZone, webhookUrl } from './location-field.ts';

/** Europe, or a stand-in, has another. */
const pagerDutyUrl = 'https://events.pagerduty.com/v2/enqueue';

const quiet = z
  .strictObject({
    from: timeOfDay().describe('When they begin.'),
    until: timeOfDay().describe('When they end; it may be on the next day.'),
    zone: timeZone().prefault('UTC').describe('Whose clocks: a name such as `Europe/Berlin`.'),
  })
  .describe('Hours in which only what is critical is sent; the rest comes as one message when they end.');

const common = {
  severity: oneOf(alertSeverities).prefault('warning').describe('The least that is sent.'),
  quiet: quiet.optional(),
  allowPrivate: z
    .boolean({ error: 'true or false' })
    .prefault(false)
    .describe('Whether it may be at a private, loopback or link-local address.'),
};

const maintenance = {
  maintenance: z
    .array(oneOf(workEvents), { error: 'a list of "announced", "began" and "ended"' })
    .max(workEvents.length, { error: 'each once' })
    .prefault([])
    .describe(
      'What is sent of announced work. By default nothing; what is late is an incident and is sent in any case.',
    ),
};

const url = (what: string) => webhookUrl().describe(`${what}, best from \`\${NAME}\`: who knows it can write there.`);

const addresses = z
  .array(email(), { error: 'a list of e-mail addresses' })
  .min(1, { error: 'at least one e-mail address' })
  .max(20, { error: 'at most 20 e-mail addresses' });

const webhook = z.strictObject({
  kind: z.literal('webhook').describe('A JSON body, as Standard Webhooks have it.'),
  url: url('Where it is sent'),
  secret: secret().optional().describe('Signs it (`whsec_…`), best from `${NAME}`. Unsigned by default.'),
  ...maintenance,
  ...common,
});

const slack = z.strictObject({
  kind: z.literal('slack').describe('A message in a channel of Slack.'),
  url: url('Its incoming webhook'),
  ...maintenance,
  ...common,
});

const pagerduty = z.strictObject({
  kind: z.literal('pagerduty').describe('An alert in PagerDuty, closed when it is over.'),
  key: secret().describe('Integration key of the service (Events API v2), best from `${NAME}`.'),
  url: webhookUrl().prefault(pagerDutyUrl).describe('Where its Events API is; Europe has another.'),
  ...common,
});

const mail = z.strictObject({
  kind: z.literal('email').describe('An e-mail.'),
  server: mailServer().describe('`smtp://HOST:587` (STARTTLS) or `smtps://HOST:465`.'),
  user: secret().optional().describe('Who we are there; nobody by default.'),
  password: secret().optional().describe('Best from `${NAME}`; it is sent over TLS only.'),
  from: email().describe('Who it is from.'),
  to: addresses.describe('Who gets it.'),
  ...maintenance,
  ...common,
});

const kindWords = '"webhook", "slack", "pagerduty" or "email"';

/** By its kind; another kind of sink is one more form. */
export const sink = z.discriminatedUnion('kind', [webhook, slack, pagerduty, mail], {
  error: ({ input }) =>
    typeof input === 'object' && input !== null && !Array.isArray(input) ? kindWords : 'a mapping',
});

export type FileSink = z.output<typeof sink>;
