/** Loads the config again whenever it changed: the new one is used from the next call on, or refused as a whole. */
import { compareSettings, keepFixed } from '../config/compare.ts';
import type { Loaded } from '../config/load.ts';
import { type ConfigError, formatError } from '../config/problem.ts';
import type { Log } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';

export interface Reload {
  /** Why to look again, such as `SIGHUP` or a file's name; the source joins what comes close together. */
  readonly changes: AsyncIterable<string>;
  readonly load: () => Loaded | Promise<Loaded>;
  readonly current: () => Settings;
  readonly apply: (settings: Settings) => void | Promise<void>;
  readonly log: Log;
}

const mostLogged = 10;

const codeOf = (fault: unknown): string => {
  if (typeof fault === 'object' && fault !== null && 'code' in fault) return String(fault.code);
  return fault instanceof Error ? fault.name : 'unknown';
};

const listed = (errors: readonly ConfigError[]): string[] => errors.map(formatError);

const refuse = (log: Log, why: string, errors: readonly string[]): void => {
  const more = errors.length > mostLogged ? [`and ${errors.length - mostLogged} more`] : [];
  const said = [...errors.slice(0, mostLogged), ...more];
  log.error({ why, errors: errors.length }, `config refused, the old one stays: ${said.join(' | ')}`);
};

const use = async ({ current, apply, log }: Omit<Reload, 'changes'>, why: string, after: Settings): Promise<void> => {
  const before = current();
  const { changes, restart } = compareSettings(before, after);
  if (restart.length > 0) log.warn({ why, restart }, `needs a restart to change: ${restart.join(', ')}`);
  if (changes.length === 0) {
    log.info({ why }, 'config read again: nothing to change now');
    return;
  }
  await apply(keepFixed(before, after));
  log.info({ why, changes }, `config reloaded: ${changes.join(', ')}`);
};

const reloadOnce = async (reload: Omit<Reload, 'changes'>, why: string): Promise<void> => {
  try {
    const loaded = await reload.load();
    if (loaded.kind === 'bad') {
      refuse(reload.log, why, listed(loaded.errors));
      return;
    }
    for (const warning of listed(loaded.warnings)) reload.log.warn({ why }, warning);
    await use(reload, why, loaded.settings);
  } catch (fault) {
    refuse(reload.log, why, [`could not be read or applied (${codeOf(fault)})`]);
  }
};

/** Ends when `changes` ends; never throws. */
export const reloadOnChange = async ({ changes, ...reload }: Reload): Promise<void> => {
  try {
    for await (const why of changes) await reloadOnce(reload, why);
  } catch (fault) {
    reload.log.error({ code: codeOf(fault) }, 'config is no longer watched: restart to bring in changes');
  }
};
