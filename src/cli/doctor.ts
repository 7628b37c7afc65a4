/** The command `doctor`: walks the way from this device to an address, and says which part fails and what to do. */
import type { Controls } from '../advice/doctor/controls.ts';
import { namesOf, noControls, publicControls, readControls } from '../advice/doctor/controls.ts';
import type { Blame, Diagnosis } from '../advice/doctor/diagnosis.ts';
import { supportReport } from '../advice/doctor/report.ts';
import { escalationOf } from '../advice/doctor/escalation.ts';
import type { Recurrence } from '../advice/doctor/history.ts';
import type { Target } from '../advice/doctor/target.ts';
import { readTarget } from '../advice/doctor/target.ts';
import type { WalkWish } from '../advice/doctor/walk.ts';
import { walk, walkAgain } from '../advice/doctor/walk.ts';
import type { Terminal } from '../domain/ports.ts';
import { answerText, hangingIn, hopLine, widthIn } from './doctor-answer.ts';
import type { DoctorWish } from './doctor-args.ts';
import { doctorHelp, readDoctorArgs } from './doctor-args.ts';
import { guide } from './doctor-guide.ts';
import { Lines } from './doctor-lines.ts';
import { keepWalk, lastWalk } from './doctor-past.ts';
import type { DoctorCommandWorld } from './doctor-world.ts';
import { boldFor } from './explain-answer.ts';

const usageStatus = 64;
/** As shells have it: 128 and the number of SIGINT. */
const stoppedStatus = 130;

const statuses = { none: 0, you: 1, network: 1, gateway: 2, provider: 3, unknown: 4 } as const satisfies Record<
  Blame,
  number
>;

interface Setting {
  readonly wish: DoctorWish;
  readonly terminal: Terminal;
  readonly world: DoctorCommandWorld;
  readonly controls: Controls;
}

const controlsFor = async (
  { isOffline, controlsFile }: DoctorWish,
  world: DoctorCommandWorld,
): Promise<Controls | string> => {
  if (isOffline) return noControls;
  if (controlsFile === null) return publicControls;
  const text = await world.readText(controlsFile);
  const read = text === null ? 'there is no such file, or it cannot be read' : readControls(text);
  return typeof read === 'string' ? `${controlsFile}: ${read}` : read;
};

const wishFor = ({ wish, world, controls }: Setting, target: Target, onHop: WalkWish['onHop']): WalkWish => {
  const { callId, isSpeedWanted } = wish;
  return { world, target, controls, callId, isSpeedWanted, onHop };
};

/** Before anybody else is asked, their names are told. */
const announce = ({ terminal, controls, world }: Setting, { url, isHere }: Target): void => {
  const hanging = hangingIn(widthIn(world.columns));
  const names = namesOf(controls);
  terminal.err(`Walking from this device to ${url}\n`);
  if (names.length === 0) return;
  const when = isHere ? 'Should its AI services be out of reach, also asks' : 'Also asks';
  terminal.err(hanging('', `${when}: ${names.join(', ')} (--offline asks nobody else)`));
};

/** Nothing else is printed where a program or a hot line reads. */
const isQuiet = ({ wish }: Setting): boolean => wish.isJson || wish.report !== null;

const onHop = (setting: Setting): WalkWish['onHop'] => {
  const { terminal, world } = setting;
  const hanging = hangingIn(widthIn(world.columns));
  return isQuiet(setting) ? () => {} : (hop) => terminal.err(hopLine(hop, hanging));
};

interface Found {
  readonly diagnosis: Diagnosis;
  /** Whether its trouble was met here before. */
  readonly recurs: Recurrence | null;
}

const walked = async (setting: Setting, target: Target): Promise<Diagnosis> => {
  const { terminal, world } = setting;
  announce(setting, target);
  if (isQuiet(setting)) return walk(wishFor(setting, target, () => {}));
  const lines = new Lines(terminal, widthIn(world.columns));
  terminal.stop.addEventListener('abort', () => lines.end(), { once: true });
  return walk(wishFor(setting, target, lines.add));
};

/** A new walk, the failed part of the last one once more, or the last one as it was; a text says why there is none. */
const found = async (setting: Setting): Promise<Found | string> => {
  const { wish, terminal, world } = setting;
  if (typeof wish.target !== 'string') {
    const diagnosis = await walked(setting, wish.target);
    return { diagnosis, recurs: await keepWalk(world, diagnosis) };
  }
  const before = await lastWalk(world);
  const target = before === null ? null : readTarget(before.diagnosis.target);
  if (before === null || target === null)
    return 'no walk is remembered on this device: good-gateway doctor URL makes one';
  if (wish.target === 'last') return before;
  terminal.err(`Looking again at what failed on the way to ${target.url}\n`);
  const diagnosis = await walkAgain(wishFor(setting, target, onHop(setting)), before.diagnosis);
  return { diagnosis, recurs: await keepWalk(world, diagnosis) };
};

const osNames = { linux: 'Linux', mac: 'macOS', windows: 'Windows', other: 'another system' } as const;

/** Prints it as wanted; resolves with what it came to in the end. */
const tell = async (setting: Setting, { diagnosis, recurs }: Found): Promise<Diagnosis> => {
  const { wish, terminal, world } = setting;
  const escalate = escalationOf(diagnosis, recurs);
  if (wish.isJson) {
    terminal.out(`${JSON.stringify({ ...diagnosis, recurs, escalate }, null, 2)}\n`);
    return diagnosis;
  }
  if (wish.report !== null) {
    const { version } = world;
    const context = { version, device: osNames[world.device().os], recurs: recurs?.says ?? null, escalate };
    terminal.out(`${supportReport(diagnosis, context, wish.report)}\n`);
    return diagnosis;
  }
  const target = readTarget(diagnosis.target);
  const isGuided = world.isAttended && diagnosis.remedies.length > 0;
  const [bold, width] = [boldFor(terminal.color), widthIn(world.columns)];
  terminal.out(answerText(diagnosis, { bold, width, recurs, escalate, isGuided }));
  if (!isGuided || target === null) return diagnosis;
  const again = async (before: Diagnosis): Promise<Diagnosis> => {
    const after = await walkAgain(wishFor(setting, target, onHop(setting)), before);
    await keepWalk(world, after);
    return after;
  };
  return guide(diagnosis, { terminal, world, again });
};

const stopped = (stop: AbortSignal): Promise<'stopped'> =>
  new Promise((resolve) => {
    if (stop.aborted) resolve('stopped');
    stop.addEventListener('abort', () => resolve('stopped'), { once: true });
  });

const act = async (wish: DoctorWish, terminal: Terminal, world: DoctorCommandWorld): Promise<number> => {
  const refuse = (text: string): number => {
    terminal.err(`doctor: ${text}\n`);
    return usageStatus;
  };
  const controls = await controlsFor(wish, world);
  if (typeof controls === 'string') return refuse(controls);
  const setting: Setting = { wish, terminal, world, controls };
  const seen = await Promise.race([found(setting), stopped(terminal.stop)]);
  if (seen === 'stopped') {
    terminal.err('Stopped before the end of the way.\n');
    return world.leave(stoppedStatus);
  }
  if (typeof seen === 'string') return refuse(seen);
  return statuses[(await tell(setting, seen)).blame];
};

/** Resolves with the exit status of the contract: 0, 1, 2, 3, 4 or 64. */
export const run = async (args: readonly string[], terminal: Terminal, world: DoctorCommandWorld): Promise<number> => {
  const wish = readDoctorArgs(args);
  switch (wish.kind) {
    case 'help':
      terminal.out(doctorHelp);
      return 0;
    case 'wrong':
      terminal.err(`doctor: ${wish.why}\nSee: good-gateway doctor --help\n`);
      return usageStatus;
    case 'walk':
      return act(wish, terminal, world);
    default:
      return wish satisfies never;
  }
};
