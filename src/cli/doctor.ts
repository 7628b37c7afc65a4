/** The command `doctor`: walks the way from this device to an address, and says which part fails and what to do. */
import type { Controls } from '../advice/doctor/controls.ts';
import { namesOf, noControls, publicControls, readControls } from '../advice/doctor/controls.ts';
import type { Blame, Diagnosis } from '../advice/doctor/diagnosis.ts';
import { supportReport } from '../advice/doctor/report.ts';
import { readTarget } from '../advice/doctor/target.ts';
import type { WalkWish } from '../advice/doctor/walk.ts';
import { walk, walkAgain } from '../advice/doctor/walk.ts';
import type { Terminal } from '../domain/ports.ts';
import { answerText, hopLine } from './doctor-answer.ts';
import type { DoctorWish } from './doctor-args.ts';
import { doctorHelp, readDoctorArgs } from './doctor-args.ts';
import { guide } from './doctor-guide.ts';
import { Lines } from './doctor-lines.ts';
import { keepWalk, lastWalk } from './doctor-past.ts';
import type { DoctorCommandWorld } from './doctor-world.ts';
import { boldFor } from './explain-answer.ts';

const usageStatus = 64;

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

const wishFor = (
  { wish, world, controls }: Setting,
  target: WalkWish['target'],
  onHop: WalkWish['onHop'],
): WalkWish => {
  const { callId, isSpeedWanted } = wish;
  return { world, target, controls, callId, isSpeedWanted, onHop };
};

/** Before anybody else is asked, their names are told. */
const announce = ({ terminal, controls }: Setting, { url, isHere }: WalkWish['target']): void => {
  const names = namesOf(controls);
  terminal.err(`Walking from this device to ${url}\n`);
  if (names.length === 0) return;
  const when = isHere ? 'Should its AI services be out of reach, also asks' : 'Also asks';
  terminal.err(`${when}: ${names.join(', ')} (--offline asks nobody else)\n`);
};

/** Nothing else is printed where a program or a hot line reads. */
const isQuiet = ({ wish }: Setting): boolean => wish.isJson || wish.report !== null;

/** A new walk, or the failed part of the last one once more; a text says why there is none. */
const found = async (setting: Setting): Promise<Diagnosis | string> => {
  const { wish, terminal, world } = setting;
  if (wish.target !== null) {
    announce(setting, wish.target);
    return walk(wishFor(setting, wish.target, isQuiet(setting) ? () => {} : new Lines(terminal).add));
  }
  const before = await lastWalk(world);
  const target = before === null ? null : readTarget(before.target);
  if (before === null || target === null) return 'nothing to look at again: no walk is remembered on this device';
  terminal.err(`Looking again at what failed on the way to ${target.url}\n`);
  return walkAgain(wishFor(setting, target, isQuiet(setting) ? () => {} : (hop) => terminal.err(hopLine(hop))), before);
};

const osNames = { linux: 'Linux', mac: 'macOS', windows: 'Windows', other: 'another system' } as const;

/** Prints it as wanted; resolves with what it came to in the end. */
const tell = async (setting: Setting, diagnosis: Diagnosis): Promise<Diagnosis> => {
  const { wish, terminal, world } = setting;
  const recurs = await keepWalk(world, diagnosis);
  if (wish.isJson) {
    terminal.out(`${JSON.stringify({ ...diagnosis, recurs }, null, 2)}\n`);
    return diagnosis;
  }
  if (wish.report !== null) {
    const context = { version: world.version, device: osNames[world.device().os], recurs: recurs?.says ?? null };
    terminal.out(`${supportReport(diagnosis, context, wish.report)}\n`);
    return diagnosis;
  }
  const target = readTarget(diagnosis.target);
  const isGuided = world.isAttended && diagnosis.remedies.length > 0;
  terminal.out(answerText(diagnosis, { bold: boldFor(terminal.color), recurs, isGuided }));
  if (!isGuided || target === null) return diagnosis;
  const again = async (before: Diagnosis): Promise<Diagnosis> => {
    const after = await walkAgain(
      wishFor(setting, target, (hop) => terminal.err(hopLine(hop))),
      before,
    );
    await keepWalk(world, after);
    return after;
  };
  return guide(diagnosis, { terminal, world, again });
};

const act = async (wish: DoctorWish, terminal: Terminal, world: DoctorCommandWorld): Promise<number> => {
  const refuse = (text: string): number => {
    terminal.err(`doctor: ${text}\n`);
    return usageStatus;
  };
  const controls = await controlsFor(wish, world);
  if (typeof controls === 'string') return refuse(controls);
  const setting: Setting = { wish, terminal, world, controls };
  const diagnosis = await found(setting);
  if (typeof diagnosis === 'string') return refuse(diagnosis);
  return statuses[(await tell(setting, diagnosis)).blame];
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
