/** The command `watch`: looks at another gateway from here, and says when that fails, and which part of the way it is. */
import { noControls } from '../advice/doctor/controls.ts';
import type { Blame, Diagnosis } from '../advice/doctor/diagnosis.ts';
import { walk } from '../advice/doctor/walk.ts';
import type { DoctorWorld } from '../domain/doctor-ports.ts';
import type { Terminal } from '../domain/ports.ts';
import { objectOf } from '../dialect/reading.ts';
import { plain } from './operator-command.ts';
import type { WatchWish } from './watch-args.ts';
import { readWatchArgs, watchHelp } from './watch-args.ts';

export interface WatchWorld extends DoctorWorld {
  /** What an address answers, or what became of the try; never rejects. */
  look(
    url: string,
    ms: number,
  ): Promise<
    | { readonly kind: 'answer'; readonly status: number; readonly text: string }
    | { readonly kind: 'away'; readonly code: string }
  >;
}

interface Seen {
  readonly at: string;
  readonly url: string;
  readonly state: 'up' | 'down';
  /** Of the look alone. */
  readonly ms: number;
  readonly status: number | null;
  readonly blame: Blame;
  /** The part of the way that fails, as the doctor names it. */
  readonly hop: string | null;
  readonly says: string;
}

const lookMs = 10_000;
const statuses = { none: 0, you: 1, network: 1, gateway: 2, provider: 3, unknown: 4 } as const satisfies Record<
  Blame,
  number
>;
const says = (text: string): string => plain(text).replaceAll('\n', ' ').slice(0, 300);

/** A gateway that answers for itself needs no walk: what fails is behind it, or it is being stopped. */
const ownWord = (text: string): { readonly blame: Blame; readonly hop: string; readonly says: string } | null => {
  const body = objectOf(text);
  if (body?.['status'] !== 'down' || typeof body['why'] !== 'string') return null;
  const isStopping = body['why'].includes('stopped');
  return { blame: isStopping ? 'gateway' : 'provider', hop: isStopping ? 'gateway' : 'provider', says: body['why'] };
};

const walked = ({ verdict, blame, hops }: Diagnosis): Pick<Seen, 'blame' | 'hop' | 'says'> => ({
  // It failed a moment ago: that the walk finds nothing does not make it well.
  blame: blame === 'none' ? 'unknown' : blame,
  hop: hops.find(({ status }) => status === 'fail')?.id ?? null,
  says:
    blame === 'none' ? 'It did not answer as it should, and a moment later all parts of the way were well.' : verdict,
});

const probeUrl = ({ target, model }: WatchWish): string => {
  const base = target.url.replace(/\/+$/, '');
  return `${base}/probe${model === null ? '' : `/${encodeURIComponent(model)}`}?format=json`;
};

const lookOnce = async (wish: WatchWish, world: WatchWorld): Promise<Seen> => {
  const { target, model } = wish;
  const startedAt = world.clock.monotonic();
  const at = new Date(world.clock.now()).toISOString();
  const first = await world.look(probeUrl(wish), lookMs);
  const isOther = first.kind === 'answer' && first.status === 404 && model === null;
  const seen = isOther ? await world.look(target.url, lookMs) : first;
  const ms = Math.round(world.clock.monotonic() - startedAt);
  const facts = { at, url: target.url, ms, status: seen.kind === 'answer' ? seen.status : null };
  if (seen.kind === 'answer' && seen.status < 400) {
    const why = objectOf(seen.text)?.['why'];
    const word = typeof why === 'string' ? why : 'It answers.';
    return { ...facts, state: 'up', blame: 'none', hop: null, says: says(word) };
  }
  if (seen.kind === 'answer' && seen.status === 404 && model !== null)
    return { ...facts, state: 'down', blame: 'gateway', hop: 'gateway', says: 'It does not have that model.' };
  const own = seen.kind === 'answer' ? ownWord(seen.text) : null;
  if (own !== null) return { ...facts, state: 'down', ...own, says: says(own.says) };
  const found = walked(
    await walk({ world, target, controls: noControls, callId: null, isSpeedWanted: false, onHop: () => {} }),
  );
  return { ...facts, state: 'down', ...found, says: says(found.says) };
};

const lineOf = ({ at, url, state, ms, hop, says: word }: Seen): string =>
  `${at.slice(0, 19).replace('T', ' ')} UTC  ${url}  ${state}${state === 'up' ? ` in ${ms} ms` : hop === null ? '' : ` (${hop})`}: ${word}\n`;

const follow = async (wish: WatchWish, terminal: Terminal, world: WatchWorld): Promise<number> => {
  let last = '';
  while (!terminal.stop.aborted) {
    const seen = await lookOnce(wish, world);
    const mark = `${seen.state} ${seen.hop ?? ''} ${seen.says}`;
    if (wish.isJson) terminal.out(`${JSON.stringify(seen)}\n`);
    else if (mark !== last) terminal.out(lineOf(seen));
    last = mark;
    if (wish.isOnce) return statuses[seen.blame];
    await world.clock.sleep(wish.everyMs, terminal.stop);
  }
  return 0;
};

export const run = async (args: readonly string[], terminal: Terminal, world: WatchWorld): Promise<number> => {
  const wish = readWatchArgs(args);
  switch (wish.kind) {
    case 'help':
      terminal.out(watchHelp);
      return 0;
    case 'wrong':
      terminal.err(`watch: ${wish.why}\nSee: good-gateway watch --help\n`);
      return 64;
    case 'watch':
      return follow(wish, terminal, world);
    default:
      return wish satisfies never;
  }
};
