/** A name server on loopback that says of each name what it is told to say. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { NameAnswer, Question } from './message.ts';
import { questionIn, replyTo } from './message.ts';

export interface NameServer {
  /** `127.0.0.1:PORT`. */
  readonly address: string;
  /** How it answers questions for a name from now on. */
  name(name: string, answers: (question: Question) => NameAnswer): void;
  close(): Promise<void>;
}

export const startNameServer = async (): Promise<NameServer> => {
  const names = new Map<string, (question: Question) => NameAnswer>();
  const late = new Set<NodeJS.Timeout>();
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const question = questionIn(message);
    const answer = names.get(question.name)?.(question) ?? { kind: 'no-name' };
    const reply = replyTo(message, answer);
    if (reply === null) return;
    const send = (): void => socket.send(reply, from.port, from.address);
    const afterMs = answer.kind === 'found' ? (answer.afterMs ?? 0) : 0;
    if (afterMs === 0) return send();
    const timer = setTimeout(() => {
      late.delete(timer);
      send();
    }, afterMs);
    late.add(timer);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  return {
    address: `127.0.0.1:${port}`,
    name: (name, answers) => void names.set(name, answers),
    close: () => {
      for (const timer of late) clearTimeout(timer);
      return new Promise((resolve) => void socket.close(() => resolve()));
    },
  };
};
