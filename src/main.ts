/** Composition root: finds the command, brings it together with the world, and becomes its exit status. */
import { enableCompileCache } from 'node:module';
import packageFile from '../package.json' with { type: 'json' };
import type { Terminal } from './domain/ports.ts';
import type { OperatorsWorld } from './cli/operators.ts';
import { help } from './cli/help.ts';
import { openTerminal } from './io/terminal.ts';

enableCompileCache();

const { version } = packageFile;

type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

interface OperatorsModule {
  readonly run: (args: readonly string[], terminal: Terminal, world: OperatorsWorld) => Promise<number>;
}

const operators = async (loading: Promise<OperatorsModule>): Promise<Command> => {
  const [{ run }, { operatorsWorld }] = await Promise.all([loading, import('./io/operators.ts')]);
  return (args, terminal) => run(args, terminal, operatorsWorld);
};

/** A command's code is loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => {
    const [{ run }, { world }, demo] = await Promise.all([
      import('./cli/serve.ts'),
      import('./io/world.ts'),
      import('./drill/demo/pair.ts'),
    ]);
    return (args, terminal) => run(args, terminal, { ...world, version, startDemo: demo.startPair });
  },
  explain: async () => {
    const [{ run }, { explainWorld }] = await Promise.all([
      import('./cli/explain.ts'),
      import('./io/explain-world.ts'),
    ]);
    return (args, terminal) => run(args, terminal, explainWorld);
  },
  check: async () => {
    const [{ run }, { checkWorld }] = await Promise.all([import('./cli/check.ts'), import('./io/check-world.ts')]);
    return (args, terminal) => run(args, terminal, checkWorld);
  },
  doctor: async () => {
    const [{ run }, { doctorCommandWorld: world }] = await Promise.all([
      import('./cli/doctor.ts'),
      import('./io/doctor-world.ts'),
    ]);
    return (args, terminal) => run(args, terminal, { ...world, version });
  },
  incident: () => operators(import('./cli/incident.ts')),
  maintenance: () => operators(import('./cli/maintenance.ts')),
  drill: async () => (await import('./cli/drill.ts')).run,
  'demo-model': async () => (await import('./cli/demo-model.ts')).run,
};

const main = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const [first, ...rest] = args;
  if (first === '--help' || first === '-h' || first === 'help') {
    terminal.out(help);
    return 0;
  }
  if (args.includes('--version')) {
    terminal.out(`${version}\n`);
    return 0;
  }
  const isFlag = first === undefined || first.startsWith('-');
  const name = isFlag ? 'serve' : first;
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    terminal.err(`good-gateway: there is no command "${name}": ${Object.keys(commands).join(', ')}\n`);
    return 64;
  }
  const command = await load();
  return command(isFlag ? args : rest, terminal);
};

process.exitCode = await main(process.argv.slice(2), openTerminal());
