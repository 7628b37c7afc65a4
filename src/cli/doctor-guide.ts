/** Guided mode: one remedy at a time, and after each only what failed is looked at again. */
import type { Diagnosis, Remedy } from '../advice/doctor/diagnosis.ts';
import type { Terminal } from '../domain/ports.ts';
import { hangingIn, remedyText, widthIn } from './doctor-answer.ts';
import type { DoctorCommandWorld } from './doctor-world.ts';

export interface Guide {
  readonly terminal: Terminal;
  readonly world: DoctorCommandWorld;
  readonly again: (before: Diagnosis) => Promise<Diagnosis>;
}

const question = '\nEnter: done, look again · n: the next one · q: that is all > ';

/** What a shell knows reaches only programs that are started from it afterwards. */
const isOfTheShell = ({ steps }: Remedy): boolean => steps.some((step) => /^(?:export |unset |\$env:)/.test(step));

const introduction = (count: number): string =>
  count === 1 ? 'One thing can help:\n' : `${count} things can help, the easiest first:\n`;

/** Tries remedies until one has helped, none is left, or nobody wants to go on. */
export const guide = async (diagnosis: Diagnosis, { terminal, world, again }: Guide): Promise<Diagnosis> => {
  let now = diagnosis;
  for (const [at, remedy] of diagnosis.remedies.entries()) {
    terminal.out(
      `\n${at === 0 ? introduction(diagnosis.remedies.length) : ''}${remedyText(remedy, at, hangingIn(widthIn(world.columns)))}`,
    );
    if (isOfTheShell(remedy)) terminal.out('     Then, in that shell: good-gateway doctor --recheck\n');
    terminal.out(question);
    const answer = await world.readLine(terminal.stop);
    if (answer === null || /^q/i.test(answer.trim())) return now;
    if (/^n/i.test(answer.trim())) continue;
    now = await again(now);
    terminal.out(`\n${now.verdict}\n`);
    if (now.blame === 'none' || now.trouble !== diagnosis.trouble) return now;
  }
  terminal.out(
    '\nNone of these has helped. The report is for whoever can go on: good-gateway doctor --last --report support\n(or --report line).\n',
  );
  return now;
};
