/** Alerts brought to real servers on this machine, the good and the bad. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { openIncident } from '../../../test/fakes/incident.ts';
import { type Mailbox, rightPassword, startMailbox } from '../../../test/fakes/mailbox.ts';
import { answers, type Answering, hangs, type Receiver, startReceiver } from '../../../test/fakes/receiver.ts';
import type { AlertMessage, EmailSink, Notice, Sink, WebhookSink } from '../../domain/alert.ts';
import type { Delivery } from '../../domain/letter.ts';
import type { Found, Names } from '../../domain/ports.ts';
import { openCourier } from './courier.ts';
import { retryAfterMs, sender } from './send.ts';

/** Every name is this machine. */
const here: Found = { addresses: ['127.0.0.1'], former: [], isStale: false, code: '' };
const names = (found: Found = here): Names => ({
  find: async () => found,
  again: async () => null,
  dialled: () => {},
});
const wording = {
  lineOf: ({ event, title }: Notice) => `${event} ${title}`,
  factsOf: ({ models }: Notice) => [['Models', models.join(', ')]] as const,
};

const hostile = '<!channel> & <https://evil.example|click> *bold*\r\nBcc: all@example.org';

const notice = (more: Partial<Notice> = {}): Notice => {
  const { id, title, impact, startedAt, noticedAt } = openIncident();
  const measured = { calls: 10, failed: 5, rescued: 0, models: ['m'], cause: null };
  const rest = {
    event: 'opened',
    severity: 'error',
    text: 'We look.',
    resolvedAt: null,
    isPublished: false,
    link: null,
  } as const;
  return { id: `${id}-1`, about: id, title, impact, startedAt, noticedAt, ...measured, ...rest, ...more };
};

const message = (...notices: readonly Notice[]): AlertMessage => ({
  id: 'msg_1',
  at: Date.parse('2026-03-01T12:00:00Z'),
  headline: notices[0]?.title ?? '',
  notices: notices.length === 0 ? [notice()] : notices,
});

const base = { name: 'sink', severity: 'warning', quiet: null, maintenance: [], allowPrivate: true } as const;
const secret = `whsec_${Buffer.from('a secret of this test, 24 bytes').toString('base64')}`;
const webhook = (url: string, more: Partial<WebhookSink> = {}): Sink => ({
  ...base,
  kind: 'webhook',
  secretUrl: url,
  secret,
  ...more,
});

const deliver = (sink: Sink, sent: AlertMessage = message(), known = names()): Promise<Delivery> =>
  openCourier(sender(known), known, wording).deliver(sink, sent, new AbortController().signal);

const receiver = async (context: TestContext, answer?: Answering): Promise<Receiver> => {
  const started = await startReceiver(answer);
  context.after(() => started.close());
  return started;
};

test('a webhook is signed so that the reference library of Standard Webhooks takes it', async (context) => {
  const { url, received } = await receiver(context);
  assert.deepEqual(await deliver(webhook(url)), { kind: 'delivered' });
  const [{ text, headers } = assert.fail()] = received;
  const verified = new Webhook(secret).verify(text, headers as Record<string, string>) as {
    type: string;
    data: { alerts: object[] };
  };
  assert.equal(verified.type, 'alert');
  assert.equal(verified.data.alerts.length, 1);
  const forged = text.replace('opened', 'resolved');
  assert.throws(() => new Webhook(secret).verify(forged, headers as Record<string, string>));
});

test('to Slack go blocks, and what stands in them marks and mentions nothing', async (context) => {
  const { url, received } = await receiver(context);
  const sink: Sink = { ...base, kind: 'slack', secretUrl: url };
  await deliver(
    sink,
    message(notice({ title: hostile, text: hostile, models: [hostile], link: 'https://ai.example.org/i/1' })),
  );
  const text = received[0]?.text ?? '';
  const { blocks } = JSON.parse(text) as { blocks: { type: string; text: { type: string; text: string } }[] };
  assert.deepEqual(
    blocks.map(({ type, text: inner }) => [type, inner.type]),
    [
      ['header', 'plain_text'],
      ['section', 'mrkdwn'],
    ],
  );
  const marked = blocks[1]?.text.text ?? '';
  assert.deepEqual(marked.match(/<[^>]*>/g), ['<https://ai.example.org/i/1|Its page>']);
  assert.match(marked, /&lt;!channel&gt; &amp; /);
  assert.doesNotMatch(marked, /\*bold\*/);
});

test('a burst of twenty keeps within the limits of Slack', async (context) => {
  const { url, received } = await receiver(context);
  const long = notice({ title: 'x'.repeat(400), text: '&'.repeat(5_000) });
  await deliver({ ...base, kind: 'slack', secretUrl: url }, message(...Array.from({ length: 20 }, () => long)));
  const { blocks } = JSON.parse(received[0]?.text ?? '') as { blocks: { type: string; text: { text: string } }[] };
  assert.ok(blocks.length <= 50);
  for (const { type, text } of blocks) assert.ok(text.text.length <= (type === 'header' ? 150 : 3_000), type);
});

test('PagerDuty gets a trigger and a resolve under one key', async (context) => {
  const { url, received } = await receiver(context, answers(202));
  const sink: Sink = { ...base, kind: 'pagerduty', url, routingKey: 'key-of-32' };
  await deliver(sink, message(notice(), notice({ event: 'resolved' })));
  await deliver(sink, message(notice({ event: 'test', about: 'test' })));
  const events = received.map(({ text }) => JSON.parse(text) as Record<string, string>);
  assert.deepEqual(
    events.map((event) => [event['event_action'], event['dedup_key'], event['routing_key']]),
    [
      ['trigger', 'good-gateway-aabbcc', 'key-of-32'],
      ['resolve', 'good-gateway-aabbcc', 'key-of-32'],
      ['trigger', 'good-gateway-test', 'key-of-32'],
      ['resolve', 'good-gateway-test', 'key-of-32'],
    ],
  );
});

const bad: readonly (readonly [string, Answering, Delivery])[] = [
  ['500', answers(500), { kind: 'failed', why: 'status 500', retryMs: null }],
  [
    '503 and when to come back',
    answers(503, { 'retry-after': '120' }),
    { kind: 'failed', why: 'status 503', retryMs: 120_000 },
  ],
  ['410', answers(410), { kind: 'refused', why: 'status 410' }],
  [
    'a redirect to somewhere inside',
    answers(307, { location: 'http://169.254.169.254/' }),
    { kind: 'failed', why: 'status 307', retryMs: null },
  ],
  [
    'a broken connection',
    (response) => void response.destroy(),
    { kind: 'failed', why: 'UND_ERR_SOCKET', retryMs: null },
  ],
  [
    'an answer without end',
    (response) => {
      const more = (): void =>
        void (response.write('x'.repeat(10_000)) ? setImmediate(more) : response.once('drain', more));
      response.writeHead(200);
      more();
    },
    { kind: 'delivered' },
  ],
];

for (const [what, answer, expected] of bad)
  test(`a sink that answers with ${what}`, async (context) => {
    const { url, received } = await receiver(context, answer);
    assert.deepEqual(await deliver(webhook(url)), expected);
    assert.equal(received.length, 1);
  });

test('a sink that hangs is let go of', async (context) => {
  const stuck = await receiver(context, hangs);
  const over = new AbortController();
  const sending = openCourier(sender(names()), names(), wording).deliver(webhook(stuck.url), message(), over.signal);
  await stuck.until(1);
  over.abort();
  assert.equal((await sending).kind, 'failed');
});

test('where nothing listens is a failure', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  assert.deepEqual(await deliver(webhook(`http://127.0.0.1:${port}/`)), {
    kind: 'failed',
    why: 'nothing listens there (ECONNREFUSED)',
    retryMs: null,
  });
});

const privatePlaces = (port: number): readonly string[] => [
  `http://127.0.0.1:${port}/`,
  `http://2130706433:${port}/`,
  `http://0x7f.1:${port}/`,
  `http://0.0.0.0:${port}/`,
  `http://[::1]:${port}/`,
  `http://[::ffff:127.0.0.1]:${port}/`,
  `http://rebound.example:${port}/`,
];

const isPrivate = 'it is at a private address, and allowPrivate is not set (PRIVATE_ADDRESS)';

test('no private address is reached, however it is written or what a name turns into', async (context) => {
  const { port, received } = await receiver(context);
  for (const url of privatePlaces(port)) {
    const delivery = await deliver(webhook(url, { allowPrivate: false }));
    assert.deepEqual(delivery, { kind: 'failed', why: isPrivate, retryMs: null }, url);
  }
  const mail: EmailSink = {
    ...email(port),
    allowPrivate: false,
    server: { host: 'rebound.example', port, isTls: false },
  };
  assert.equal((await deliver(mail)).kind, 'failed');
  assert.deepEqual(received, []);
});

const email = (port: number): EmailSink => ({
  ...base,
  kind: 'email',
  server: { host: '127.0.0.1', port, isTls: false },
  user: null,
  password: null,
  from: 'gateway@example.org',
  to: ['ops@example.org', 'boss@example.org'],
});

const mailbox = async (context: TestContext): Promise<Mailbox> => {
  const box = await startMailbox();
  context.after(() => box.close());
  return box;
};

test('an e-mail says it all in plain text, and no title becomes a header', async (context) => {
  const { port, mails } = await mailbox(context);
  assert.deepEqual(await deliver(email(port), message(notice({ title: hostile }))), { kind: 'delivered' });
  const [{ to, text } = assert.fail()] = mails;
  assert.deepEqual(to, ['ops@example.org', 'boss@example.org']);
  const [head = '', body = ''] = text.split('\r\n\r\n', 2);
  assert.doesNotMatch(head, /^bcc:/im);
  assert.match(head, /^Message-ID: <msg_1@good-gateway>$/im);
  assert.match(head, /^Auto-Submitted: auto-generated$/im);
  assert.match(body, /opened/);
});

test('a password is never sent without TLS', async (context) => {
  const { port, mails, passwords } = await mailbox(context);
  const sink: EmailSink = { ...email(port), user: 'gateway', password: rightPassword };
  const delivery = await deliver(sink);
  assert.equal(delivery.kind, 'failed');
  assert.deepEqual([mails, passwords], [[], []]);
});

test('a mail server that says nothing is let go of', async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const over = new AbortController();
  const sending = openCourier(sender(names()), names(), wording).deliver(
    email((server.address() as AddressInfo).port),
    message(),
    over.signal,
  );
  await once(server, 'connection');
  over.abort();
  assert.equal((await sending).kind, 'failed');
});

test('Retry-After is read as seconds and as a date', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  assert.deepEqual(
    ['7', 'Sun, 01 Mar 2026 12:01:00 GMT', 'Sun, 01 Mar 2026 11:00:00 GMT', 'soon', undefined].map((value) =>
      retryAfterMs(value, now),
    ),
    [7_000, 60_000, 0, null, null],
  );
});
