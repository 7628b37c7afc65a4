/** The command `doctor`: walks the way from this device to an address, and says which part fails and what to do. */
import type { Controls } from '../advice/doctor/controls.ts';
import { noControls, publicControls, readControls } from '../advice/doctor/controls.ts';
import type { Blame, Hop } from '../advice/doctor/diagnosis.ts';
import { hopIds } from '../advice/doctor/diagnosis.ts';
import { walk } from '../advice/doctor/walk.ts';
import type { DoctorWorld } from '../domain/doctor-ports.ts';
import type { Terminal } from '../domain/ports.ts';
import { answerText, hopLine, hopNames } from './doctor-answer.ts';
import type { DoctorWish } from './doctor-args.ts';
import { doctorHelp, readDoctorArgs } from './doctor-args.ts';
import { boldFor } from './explain-answer.ts';

const usageStatus = 64;

const statuses = { none: 0, you: 1, network: 1, gateway: 2, provider: 3, unknown: 4 } as const satisfies Record<
  Blame,
  number
>;

const controlsFor = async (
  { isOffline, controlsFile, target }: DoctorWish,
  world: DoctorWorld,
): Promise<Controls | string> => {
  if (isOffline) return noControls;
  if (controlsFile === null) return target.isHere ? noControls : publicControls;
  const text = await world.readText(controlsFile);
  const read = text === null ? 'there is no such file, or it cannot be read' : readControls(text);
  return typeof read === 'string' ? `${controlsFile}: ${read}` : read;
};

/** One line per hop in the order of the way, each as soon as it and all before it are done; on a terminal also what is being looked at. */
class Lines {
  readonly #terminal: Terminal;
  readonly #done = new Map<Hop['id'], Hop>();
  #shown = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  readonly add = (hop: Hop): void => {
    this.#done.set(hop.id, hop);
    this.#wipe();
    for (let next = this.#next(); next !== null; next = this.#next()) {
      this.#terminal.err(hopLine(next));
      this.#shown += 1;
    }
    this.#wait();
  };

  #next(): Hop | null {
    const id = hopIds[this.#shown];
    return id === undefined ? null : (this.#done.get(id) ?? null);
  }

  #wipe(): void {
    if (this.#terminal.isTty) this.#terminal.err('\r\u001b[2K');
  }

  #wait(): void {
    const id = hopIds[this.#shown];
    if (this.#terminal.isTty && id !== undefined) this.#terminal.err(`  ${hopNames[id]} …`);
  }
}

const act = async (wish: DoctorWish, terminal: Terminal, world: DoctorWorld): Promise<number> => {
  const controls = await controlsFor(wish, world);
  if (typeof controls === 'string') {
    terminal.err(`doctor: ${controls}\n`);
    return usageStatus;
  }
  terminal.err(`Walking from this device to ${wish.target.url}\n`);
  const lines = new Lines(terminal);
  const { target, callId, isJson } = wish;
  const diagnosis = await walk({ world, target, controls, callId, onHop: isJson ? () => {} : lines.add });
  terminal.out(isJson ? `${JSON.stringify(diagnosis, null, 2)}\n` : answerText(diagnosis, boldFor(terminal.color)));
  return statuses[diagnosis.blame];
};

/** Resolves with the exit status of the contract: 0, 1, 2, 3, 4 or 64. */
export const run = async (args: readonly string[], terminal: Terminal, world: DoctorWorld): Promise<number> => {
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
