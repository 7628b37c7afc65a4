/** Composition root: finds the command, brings it together with the world, and becomes its exit status. */
import { enableCompileCache } from 'node:module';
import packageFile from '../package.json' with { type: 'json' };
import type { Terminal } from './domain/ports.ts';
import { help } from './cli/help.ts';
import { hint } from './config/nearest.ts';
import { openTerminal } from './io/terminal.ts';

enableCompileCache();

const { version } = packageFile;

type Command = (args: readonly string[], terminal: Terminal) => Promise<number>;

interface Module<World> {
  readonly run: (args: readonly string[], terminal: Terminal, world: World) => Promise<number>;
}

/** A command, and the part of the world that it needs. */
const bound = async <World>(loading: Promise<Module<World>>, opening: Promise<World>): Promise<Command> => {
  const [{ run }, world] = await Promise.all([loading, opening]);
  return (args, terminal) => run(args, terminal, world);
};

const serveWorld = async () => {
  const [{ world }, { startPair }] = await Promise.all([import('./io/world.ts'), import('./drill/demo/pair.ts')]);
  return { ...world, version, startDemo: startPair };
};
const doctorWorld = async () => ({ ...(await import('./io/doctor-world.ts')).doctorCommandWorld, version });
const watchWorld = async () => ({ ...(await doctorWorld()), look: (await import('./io/look.ts')).look });
const explainWorld = async () => (await import('./io/explain-world.ts')).explainWorld;
const checkWorld = async () => (await import('./io/check-world.ts')).checkWorld;
const operatorsWorld = async () => (await import('./io/operators.ts')).operatorsWorld;
const statusWorld = async () => (await import('./io/status-world.ts')).statusWorld;

/** A command's code is loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: () => bound(import('./cli/serve.ts'), serveWorld()),
  explain: () => bound(import('./cli/explain.ts'), explainWorld()),
  check: () => bound(import('./cli/check.ts'), checkWorld()),
  doctor: () => bound(import('./cli/doctor.ts'), doctorWorld()),
  incident: () => bound(import('./cli/incident.ts'), operatorsWorld()),
  alert: () => bound(import('./cli/alert.ts'), operatorsWorld()),
  maintenance: () => bound(import('./cli/maintenance.ts'), operatorsWorld()),
  record: () => bound(import('./cli/record.ts'), operatorsWorld()),
  status: () => bound(import('./cli/status.ts'), statusWorld()),
  watch: () => bound(import('./cli/watch.ts'), watchWorld()),
  drill: async () => (await import('./cli/drill.ts')).run,
  'demo-model': async () => (await import('./cli/demo-model.ts')).run,
};

/** They have nothing to bring to an end: a second after Ctrl + C they are gone. */
const swift: ReadonlySet<string> = new Set('explain check incident alert maintenance record status'.split(' '));

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
    terminal.err(
      `good-gateway: there is no command "${name}"${hint(name, Object.keys(commands))}\nSee: good-gateway --help\n`,
    );
    return 64;
  }
  const command = await load();
  return command(isFlag ? args : rest, terminal);
};

const args = process.argv.slice(2);
process.exitCode = await main(args, openTerminal(swift.has(args[0] ?? '') ? 1_000 : null));
