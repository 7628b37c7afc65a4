/** Loaded before every file of tests: one that does not end once its tests have is ended, and what kept it is named. */
import { after } from 'node:test';
import { isMainThread } from 'node:worker_threads';

/** Servers and children have time to go; nothing honest takes so long. */
const graceMs = 20_000;

/** The slowest file takes a third of it on a machine with one slow core. */
const wholeMs = 600_000;

const giveUp = (why: string): void => {
  const kept = process.getActiveResourcesInfo().join(', ');
  process.stderr.write(`${why}: ${process.argv[1] ?? ''} is kept by ${kept}\n`);
  process.exit(1);
};

const isFileOfTests = isMainThread && process.env['NODE_TEST_CONTEXT'] !== undefined;

if (isFileOfTests) {
  setTimeout(() => giveUp(`not over after ${wholeMs / 1000} s`), wholeMs).unref();
  after(
    () =>
      void setTimeout(() => giveUp(`its tests are over, and it still runs ${graceMs / 1000} s later`), graceMs).unref(),
  );
}
