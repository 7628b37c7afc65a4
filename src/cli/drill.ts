/** The command `drill`: injects faults on purpose and scores what the caller and the upstream saw. */
import type { Terminal } from '../domain/ports.ts';
import { drillAgainst, drillOwn, type Drilled } from '../drill/run/drill.ts';
import { canShare } from '../drill/run/shared-stage.ts';
import type { Performed } from '../drill/run/perform.ts';
import { choose } from '../drill/scenarios/registry.ts';
import type { Scenario } from '../drill/scenarios/scenario.ts';
import { countVerdicts, listing, progress, scoreboard } from '../drill/scoreboard.ts';
import { wrapped } from '../drill/wrap.ts';
import { readDrillArgs, usage, type Wanted } from './drill-args.ts';

const announce =
  (wanted: Wanted, skipped: readonly Scenario[], terminal: Terminal) =>
  (urls: { primary: string; backup: string }): void => {
    terminal.err(
      `upstreams that fail on purpose (injected by the drill):\n  primary ${urls.primary}\n  backup  ${urls.backup}\n` +
        `${wanted.against?.url ?? ''}\nhas to send the models drill-* to the primary, then to the backup.\n`,
    );
    if (skipped.length > 0) {
      const names = `left out, they need upstreams of their own: ${skipped.map(({ id }) => id).join(', ')}`;
      terminal.err(`${wrapped(names, 80).join('\n')}\n`);
    }
  };

const once = async (wanted: Wanted, round: number, terminal: Terminal): Promise<Drilled> => {
  const { scenarios, against } = wanted;
  const meant = against === null ? scenarios : scenarios.filter(canShare);
  const prefix = wanted.rounds === 1 ? '' : `round ${round} `;
  let done = 0;
  const report = (one: Performed): void => {
    done += 1;
    terminal.err(`${prefix}${progress(one, done, meant.length)}\n`);
  };
  const drill = { scenarios: meant, stop: terminal.stop, report };
  if (against === null) return drillOwn(drill);
  const skipped = scenarios.filter((scenario) => !canShare(scenario));
  return drillAgainst(drill, { ...against, ready: announce(wanted, skipped, terminal) });
};

const print = (performed: readonly Performed[], wanted: Wanted, terminal: Terminal): void => {
  if (!wanted.json) return terminal.out(scoreboard(performed, terminal.color));
  const document = { against: wanted.against?.url ?? null, counts: countVerdicts(performed), scenarios: performed };
  terminal.out(`${JSON.stringify(document, null, 2)}\n`);
};

const drill = async (wanted: Wanted, terminal: Terminal): Promise<number> => {
  const performed: Performed[] = [];
  for (let round = 1; round <= wanted.rounds && !terminal.stop.aborted; round += 1) {
    const drilled = await once(wanted, round, terminal);
    if (drilled.kind === 'failed') {
      terminal.err(`drill: ${drilled.why}\n`);
      return 1;
    }
    performed.push(...drilled.performed);
  }
  print(performed, wanted, terminal);
  if (terminal.stop.aborted) {
    terminal.err('drill: stopped before its end\n');
    return 1;
  }
  return performed.length > 0 && performed.every(({ verdict }) => verdict === 'pass') ? 0 : 1;
};

/** Resolves with the exit status: 0 when all passed, 1 when not, 64 for wrong usage. */
export const run = async (args: readonly string[], terminal: Terminal): Promise<number> => {
  const read = readDrillArgs(args);
  switch (read.kind) {
    case 'help':
      terminal.out(usage);
      return 0;
    case 'wrong':
      terminal.err(`drill: ${read.why}\nSee: good-gateway drill --help\n`);
      return 64;
    case 'list': {
      const chosen = choose(read.names);
      if (chosen.kind === 'chosen')
        terminal.out(read.json ? `${JSON.stringify(chosen.scenarios, null, 2)}\n` : listing(chosen.scenarios));
      return 0;
    }
    case 'run':
      return drill(read.wanted, terminal);
  }
};
