/** Who may write into a folder of answers: a file that says which process, and until when it may without renewing. */
import { readdirSync, readFileSync, readlinkSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../domain/ports.ts';

/** A process that did not renew for so long may have been taken for dead. */
export const leaseMs = 10_000;
export const renewEveryMs = 2_000;

/** A process, told apart from any other that has or had its number. `null`: this system does not say. */
export interface Holder {
  readonly pid: number;
  /** Its start, in ticks since the machine was started. */
  readonly startedTicks: string | null;
  /** Numbers of processes mean the same only within one start of a machine, and one namespace there. */
  readonly space: string | null;
}

export interface Lease extends Holder {
  /** In ms since the Unix epoch. */
  readonly renewedAt: number;
  readonly expiresAt: number;
}

const fileName = 'lease';

const orNull = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch {
    return null;
  }
};

/** A zombie is dead, only nobody has asked for its exit status yet; as long as another of its threads is listed, it may still write. */
const isZombie = (state: string | undefined, pid: number): boolean =>
  (state === 'Z' || state === 'X') && readdirSync(`/proc/${pid}/task`).length <= 1;

/** Field 22 of `/proc/PID/stat`, and 3 for its state; the name in field 2 may hold anything. `null`: there is no such process. */
const startedTicksOf = (pid: number): string | null =>
  orNull(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return isZombie(fields[0], pid) ? null : (fields[19] ?? null);
  });

export const ourselves = (): Holder => {
  const bootId = orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim());
  const namespace = orNull(() => readlinkSync('/proc/self/ns/pid'));
  const space = bootId === null || namespace === null ? null : `${bootId} ${namespace}`;
  return { pid: process.pid, startedTicks: startedTicksOf(process.pid), space };
};

const writeLease = (folder: string, holder: Holder, times: { at: number; ttlMs: number }): void => {
  const lease: Lease = { ...holder, renewedAt: times.at, expiresAt: times.at + times.ttlMs };
  const path = join(folder, fileName);
  writeFileSync(`${path}.new`, JSON.stringify(lease), { mode: 0o600 });
  renameSync(`${path}.new`, path);
};

/** `null` where there is none that can be read. */
export const readLease = (folder: string): Lease | null =>
  // Safe: written by us, and read for nothing but a comparison.
  orNull(() => JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as Lease);

/** Whether what lies there belongs to nobody any longer: its process is dead for certain, or has not renewed in time. */
export const isAbandoned = (lease: Lease, us: Holder, now: number): boolean => {
  if (now >= lease.expiresAt) return true;
  if (lease.space === null || lease.space !== us.space || lease.startedTicks === null) return false;
  return startedTicksOf(lease.pid) !== lease.startedTicks;
};

/** Our own lease on a folder. */
export class OwnLease {
  folder: string;
  readonly #clock: Clock;
  readonly #holder = ourselves();
  readonly #nextName: () => string;
  #expiresAt = 0;
  #expiresMonotonic = 0;
  #isLost = false;

  /** `nextName`: where the folder goes when it has to be won back. */
  constructor(folder: string, clock: Clock, nextName: () => string) {
    this.folder = folder;
    this.#clock = clock;
    this.#nextName = nextName;
    this.renew();
  }

  /** Whether nobody can have taken the folder: one who stood still for too long must win it back first. */
  get isHeld(): boolean {
    if (this.#isLost) return false;
    const isFresh = this.#clock.now() < this.#expiresAt && this.#clock.monotonic() < this.#expiresMonotonic;
    return isFresh || this.#winBack();
  }

  renew(): void {
    if (this.#isLost || (this.#expiresAt > 0 && !this.isHeld)) return;
    this.#write(leaseMs);
  }

  /** Leaves what is there to whoever comes next. */
  release(): void {
    if (!this.#isLost) this.#write(0);
    this.#isLost = true;
  }

  #write(ttlMs: number): void {
    const at = this.#clock.now();
    // A lease that could not be written is not held for longer than the one before.
    if (orNull(() => (writeLease(this.folder, this.#holder, { at, ttlMs }), true)) === null) return;
    this.#expiresAt = at + ttlMs;
    this.#expiresMonotonic = this.#clock.monotonic() + ttlMs;
  }

  /** A folder is taken by giving it another name, which only one can do: so do we with our own. */
  #winBack(): boolean {
    const name = this.#nextName();
    const isOurs = orNull(() => (renameSync(this.folder, name), true)) !== null;
    if (isOurs) {
      this.folder = name;
      this.#write(leaseMs);
    }
    this.#isLost = !isOurs;
    return isOurs;
  }
}
