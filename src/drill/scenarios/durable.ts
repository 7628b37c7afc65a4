/** The gateway itself is killed: with `keepPrompts: durable` the next one goes on, and callers that come back get the one whole answer. */
import type { Operation } from '../../domain/call.ts';
import { faulty, healthyCast, need, scenario, type Group, type Scenario } from './scenario.ts';

const groups: readonly Group[] = ['durable'];

interface Killed {
  readonly id: string;
  readonly title: string;
  readonly operation: Operation;
  readonly stream: boolean;
  readonly words: number;
}

/** Once before the kill and once after it, and never more often. */
const killed = ({ id, title, operation, stream, words }: Killed): Scenario =>
  scenario(
    {
      id,
      title: `gateway killed ${title}`,
      groups,
      primary:
        words > 0
          ? healthyCast
          : faulty('slow-first-token', { params: { ms: 3000 }, lasts: { kind: 'times', times: 1 } }),
    },
    {
      backup: null,
      load: { operation, stream, killAfterWords: words, limitMs: 60_000 },
      checks: [need({ kind: 'attempts', at: 'primary', min: 2, max: 2 }), need({ kind: 'whole' })],
    },
  );

export const durable: readonly Scenario[] = [
  killed({ id: 'G01', title: 'after 20 words of a chat', operation: 'chat', stream: true, words: 20 }),
  killed({ id: 'G02', title: 'after 20 words of messages', operation: 'messages', stream: true, words: 20 }),
  killed({ id: 'G03', title: 'after 20 words of responses', operation: 'responses', stream: true, words: 20 }),
  killed({ id: 'G04', title: 'before the first word', operation: 'chat', stream: true, words: 0 }),
  killed({ id: 'G05', title: 'before an answer in one piece', operation: 'chat', stream: false, words: 0 }),
];
