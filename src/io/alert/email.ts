/** Alerts by e-mail: plain text over SMTP; a password goes nowhere without TLS. */
import { isIP } from 'node:net';
import type { AlertMessage, EmailSink } from '../../domain/alert.ts';
import type { Delivery } from '../../domain/letter.ts';
import type { Names } from '../../domain/ports.ts';
import type { Deliver, Wording } from './courier.ts';
import { isPrivate, publicNames } from './private.ts';
import { failed, limitMs, privateRefused } from './send.ts';

const resolveMs = 2_000;

const textOf = ({ notices }: AlertMessage, { lineOf, factsOf }: Wording): string => {
  const blocks = notices.map((notice) => {
    const facts = factsOf(notice).map(([name, value]) => `${name}: ${value}`);
    const more = notice.link === null ? [] : [notice.link];
    return [lineOf(notice), '', notice.text, '', ...facts, ...more].join('\n').trimEnd();
  });
  return `${blocks.join('\n\n----\n\n')}\n`;
};

/** The address that is dialled; `null` where there is none that may be. */
const addressOf = async (sink: EmailSink, names: Names): Promise<string | null> => {
  const { server, allowPrivate } = sink;
  if (isIP(server.host) !== 0) return allowPrivate || !isPrivate(server.host) ? server.host : null;
  const found = await (allowPrivate ? names : publicNames(names)).find(server.host, resolveMs);
  return found.addresses[0] ?? found.former[0] ?? null;
};

const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** Loaded by whoever has such a sink. */
const transportFor = async (sink: EmailSink, address: string) => {
  const { default: nodemailer } = await import('nodemailer');
  const { server, user, password } = sink;
  const auth = user === null ? {} : { auth: { user, pass: password ?? '' }, requireTLS: !server.isTls };
  return nodemailer.createTransport({
    host: address,
    port: server.port,
    secure: server.isTls,
    tls: isIP(server.host) === 0 ? { servername: server.host } : {},
    connectionTimeout: limitMs,
    greetingTimeout: limitMs,
    socketTimeout: limitMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  });
};

export const deliverEmail: Deliver<EmailSink> = async (sink, message, { names, signal, wording }) => {
  const address = await addressOf(sink, names);
  if (address === null) return privateRefused;
  const transport = await transportFor(sink, address);
  const over = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const cut = new Promise<Delivery>((resolve) => {
    over.addEventListener('abort', () => resolve(failed(over.reason)), { once: true });
  });
  const sending = transport
    .sendMail({
      from: sink.from,
      to: [...sink.to],
      subject: oneLine(message.headline),
      text: textOf(message, wording),
      messageId: `<${message.id}@good-gateway>`,
      headers: { 'auto-submitted': 'auto-generated' },
    })
    .then((): Delivery => ({ kind: 'delivered' }), failed);
  try {
    return await Promise.race([sending, cut]);
  } finally {
    transport.close();
  }
};
