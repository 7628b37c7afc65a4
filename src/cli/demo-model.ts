/** The command `demo-model`: the built-in demo model server, alone, healthy or with a fault. */
import { parseArgs } from 'node:util';
import type { Terminal } from '../domain/ports.ts';
import { demoModels, startDemo } from '../drill/demo/start.ts';
import { faultNames, faults, isFaultName, type FaultName } from '../drill/faults/registry.ts';
import { nearest } from '../drill/nearest.ts';
import { wrapped } from '../drill/wrap.ts';
import { whyUnread } from './misuse.ts';

const usage = `good-gateway demo-model: a small OpenAI-compatible model server to try with

Usage: good-gateway demo-model [--listen HOST:PORT] [--fault NAME]

  --listen HOST:PORT  where to listen (default 127.0.0.1:5030; 0: a free port)
  --fault NAME        go wrong on purpose, in one of the ways below
  --help              this text

It answers questions about gateway errors from a catalogue; it is no AI.
`;

const faultList = (): string => {
  const width = Math.max(0, ...faultNames.map((name) => name.length));
  const rest = ' '.repeat(width + 4);
  const lines = faultNames.map((name) => {
    const [first, ...more] = wrapped(faults[name].says, 80 - rest.length);
    return [`  ${name.padEnd(width)}  ${first ?? ''}`, ...more.map((line) => rest + line)].join('\n');
  });
  return `\nFaults:\n${lines.join('\n')}\n`;
};

interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly fault: FaultName | null;
}

type Read =
  | { readonly kind: 'run'; readonly wanted: Wanted }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string };

const wrong = (why: string): Read => ({ kind: 'wrong', why });

const options = {
  listen: { type: 'string', default: '127.0.0.1:5030' },
  fault: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const readArgs = (args: readonly string[]): Read => {
  let values;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (error) {
    return wrong(whyUnread(error, options));
  }
  if (values.help) return { kind: 'help' };
  const address = /^(?:\[(?<six>[^\]]+)\]|(?<host>[^:]+)):(?<port>\d{1,5})$/.exec(values.listen)?.groups;
  const port = Number(address?.['port']);
  const host = address?.['six'] ?? address?.['host'];
  if (host === undefined || port > 65_535)
    return wrong(`--listen: expected HOST:PORT such as 127.0.0.1:5030, got "${values.listen}"`);
  if (values.fault === undefined) return { kind: 'run', wanted: { host, port, fault: null } };
  if (isFaultName(values.fault)) return { kind: 'run', wanted: { host, port, fault: values.fault } };
  const near = nearest(values.fault, faultNames);
  return wrong(`no fault is called "${values.fault}"${near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`}`);
};

const untilStopped = (stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (stop.aborted) return resolve();
    stop.addEventListener('abort', () => resolve(), { once: true });
  });

const start = async (wanted: Wanted, terminal: Terminal): Promise<number> => {
  try {
    const demo = await startDemo(wanted);
    terminal.err(
      `demo model (no AI) at ${demo.url}: ${demoModels.join(', ')}${wanted.fault === null ? '' : `, fault ${wanted.fault}`}\n`,
    );
    await untilStopped(terminal.stop);
    await demo.close();
    return 0;
  } catch (error) {
    terminal.err(
      `demo-model: cannot listen on ${wanted.host}:${wanted.port}: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return 1;
  }
};

/** Resolves with the exit status: 0 when told to stop, 1 when the port is taken, 64 for wrong usage. */
export const run = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const read = readArgs(args);
  switch (read.kind) {
    case 'help':
      terminal.out(usage + faultList());
      return 0;
    case 'wrong':
      terminal.err(`demo-model: ${read.why}\nSee: good-gateway demo-model --help\n`);
      return 64;
    case 'run':
      return start(read.wanted, terminal);
  }
};
