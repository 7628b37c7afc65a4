/** Says a few plain bytes to whoever takes a connection, and sees whether anything at all comes back. */
import { connect } from 'node:net';
import type { Poke } from '../../domain/doctor-ports.ts';

export const poke: Poke = ({ address, port, text, ms }) =>
  new Promise((resolve) => {
    const socket = connect({ host: address, port, autoSelectFamily: false });
    const done = (how: Awaited<ReturnType<Poke>>): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(how);
    };
    const timer = setTimeout(() => done('silent'), ms);
    socket.once('connect', () => socket.write(text));
    socket.once('data', () => done('answered'));
    socket.once('end', () => done('closed'));
    socket.once('error', () => done('closed'));
  });
