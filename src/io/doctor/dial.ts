/** One try to connect to one address. */
import { connect } from 'node:net';
import type { Dial, Dialled } from '../../domain/doctor-ports.ts';

export const dial: Dial = ({ address, port, ms }) =>
  new Promise<Dialled>((resolve) => {
    const startedAt = performance.now();
    const socket = connect({ host: address, port, autoSelectFamily: false });
    const done = (code: string | null): void => {
      clearTimeout(timer);
      socket.destroy();
      const took = performance.now() - startedAt;
      resolve(code === null ? { kind: 'open', ms: took } : { kind: 'failed', code, ms: took });
    };
    const timer = setTimeout(() => done('ETIMEDOUT'), ms);
    socket.once('connect', () => done(null));
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? 'UNKNOWN'));
  });
