/** A real SMTP server that keeps what it is sent; it knows one password. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export const rightPassword = 'open-sesame';

export interface Mailbox {
  readonly port: number;
  readonly mails: { readonly to: readonly string[]; readonly text: string; readonly isEncrypted: boolean }[];
  readonly passwords: string[];
  close(): Promise<void>;
}

/** `starttls` begins in the clear, `implicit` with TLS. */
export type Tls =
  | { readonly kind: 'none' }
  | { readonly kind: 'starttls' | 'implicit'; readonly cert: string; readonly key: string };

const tlsOptions = (tls: Tls): object => {
  if (tls.kind === 'none') return { disabledCommands: ['STARTTLS'] };
  return { secure: tls.kind === 'implicit', cert: tls.cert, key: tls.key };
};

export const startMailbox = async (tls: Tls = { kind: 'none' }): Promise<Mailbox> => {
  const mails: Mailbox['mails'] = [];
  const passwords: string[] = [];
  const server = new SMTPServer({
    ...tlsOptions(tls),
    authOptional: true,
    allowInsecureAuth: true,
    onAuth: ({ password }, _, done) => {
      passwords.push(password ?? '');
      if (password === rightPassword) done(null, { user: 'gateway' });
      else done(new Error(`not ${password}`));
    },
    onData: (stream, session, done) => {
      let text = '';
      stream.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      stream.on('end', () => {
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          text,
          isEncrypted: session.secure,
        });
        done();
      });
    },
  });
  // A client that does not trust the certificate hangs up.
  server.on('error', () => {});
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    port: (listening.address() as AddressInfo).port,
    mails,
    passwords,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
};
