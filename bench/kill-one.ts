/** Prints what callers saw when one of two upstreams was killed under 50 calls a second for 20 seconds. */
import { killOne } from '../test/fakes/kill-one.ts';

const load = { callsPerSecond: 50, seconds: 20 };
const report = await killOne(load);

console.log(
  `One of two upstreams killed under ${load.callsPerSecond} calls a second, half of them streams, OpenAI SDK, no retries`,
);
for (const [what, value] of [
  ['calls', report.calls],
  ['calls after the kill', report.afterTheKill],
  ['whole answers', report.whole],
  ['failed before the first token', report.failedBeforeFirstToken],
  ['streams that broke and said so', report.brokenHonestly],
  ['of these, started after the kill', report.brokenLate],
  ['ended as if whole, but cut', report.cutSilently],
  ['slowest first token (ms)', report.slowestFirstTokenMs],
] as const)
  console.log(`  ${what.padEnd(34)} ${String(value).padStart(6)}`);
for (const failure of report.failures) console.log(`  said: ${failure}`);
process.exitCode = report.failedBeforeFirstToken + report.cutSilently + report.brokenLate === 0 ? 0 : 1;
