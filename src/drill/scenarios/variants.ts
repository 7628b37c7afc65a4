/** What the bench does to chat streams, done to the other dialects and to tool calls. */
import type { Operation } from '../../domain/call.ts';
import { bench } from './bench.ts';
import type { Scenario } from './scenario.ts';

interface Variant {
  /** Behind the id of the bench's scenario. */
  readonly letter: string;
  readonly says: string;
  readonly operation: Operation;
  readonly body: Readonly<Record<string, unknown>>;
}

const tool = {
  type: 'function',
  function: { name: 'say', parameters: { type: 'object', properties: { text: { type: 'string' } } } },
};

const usage = { stream_options: { include_usage: true } };

const variants: readonly Variant[] = [
  { letter: 'R', says: 'responses', operation: 'responses', body: {} },
  { letter: 'M', says: 'messages', operation: 'messages', body: {} },
  { letter: 'C', says: 'completions', operation: 'completions', body: usage },
  { letter: 'T', says: 'a tool call', operation: 'chat', body: { tools: [tool], tool_choice: 'required' } },
];

/** Those in which a dialect makes a difference: what breaks before the first word, and in the middle. */
const chosen: ReadonlySet<string> = new Set(['S03', 'S05', 'S08', 'S09', 'S10', 'S11', 'S14', 'S16']);

export const variantsOfBench: readonly Scenario[] = bench
  .filter(({ id }) => chosen.has(id))
  .flatMap((scenario) =>
    variants.map(({ letter, says, operation, body }) => ({
      ...scenario,
      id: `${scenario.id}${letter}`,
      title: `${scenario.title}: ${says}`,
      groups: ['variants'],
      load: { ...scenario.load, operation, body: { ...scenario.load.body, ...body } },
    })),
  );
