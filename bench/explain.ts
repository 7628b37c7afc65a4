/** `bin/node bench/explain.ts [MB]`: how fast `explain --log` reads an nginx access log and an error log, and how much memory it takes. */
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const megabytes = Number(process.argv[2] ?? 250);
const program = path.join(import.meta.dirname, '..', 'bin', 'good-gateway');
const folder = mkdtempSync(path.join(tmpdir(), 'good-gateway-bench-'));

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

const clf = (ms: number): string => {
  const at = new Date(ms);
  return `${two(at.getUTCDate())}/${months[at.getUTCMonth()] ?? ''}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;
};

/** One line in twenty fails. */
const accessLine = (at: number): string => {
  const status = at % 20 === 0 ? ([502, 504, 499, 429, 404][(at / 20) % 5] ?? 502) : 200;
  return `203.0.113.${at % 250} - - [${clf(1_741_944_413_000 + at * 40)}] "POST /v1/chat/completions HTTP/1.1" ${status} ${100 + (at % 9000)} "-" "python-httpx/0.27.0" rt=0.${String(at % 1000).padStart(3, '0')} uct="0.001" urt="0.2" ua="10.0.3.${at % 9}:8000" us="${status}"\n`;
};

const errors = [
  'connect() failed (111: Connection refused) while connecting to upstream',
  'upstream timed out (110: Connection timed out) while reading response header from upstream',
  'upstream prematurely closed connection while reading response header from upstream',
  'no live upstreams while connecting to upstream',
];

const errorLine = (at: number): string => {
  const time = new Date(1_741_944_413_000 + at * 40).toISOString().slice(0, 19).replace('T', ' ').replaceAll('-', '/');
  return `${time} [error] 31#31: *${at} ${errors[at % errors.length] ?? ''}, client: 203.0.113.${at % 250}, server: chat.example.org, request: "POST /v1/chat/completions HTTP/1.1", upstream: "http://10.0.3.${at % 9}:8000/v1/chat/completions", host: "chat.example.org"\n`;
};

const write = (name: string, line: (at: number) => string, bytes: number): string => {
  const file = path.join(folder, name);
  const out = openSync(file, 'w');
  for (let at = 0, written = 0; written < bytes;) {
    let block = '';
    for (const end = at + 5_000; at < end; at += 1) block += line(at);
    written += writeSync(out, block);
  }
  closeSync(out);
  return file;
};

interface Run {
  readonly seconds: number;
  /** The most that was resident, in MB, at the first and at the last quarter of the run. */
  readonly early: number;
  readonly late: number;
}

const residentMb = (pid: number): number => {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

const measure = (files: readonly string[]): Promise<Run> =>
  new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const child = spawn(program, ['explain', '--json', '--log', ...files], { stdio: ['ignore', 'ignore', 'ignore'] });
    const seen: number[] = [];
    const timer = setInterval(() => seen.push(residentMb(child.pid ?? 0)), 50);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(timer);
      if (code !== 0) return reject(new Error(`explain ended with ${String(code)}`));
      const known = seen.filter((mb) => mb > 0);
      const quarter = Math.max(1, Math.floor(known.length / 4));
      resolve({
        seconds: (performance.now() - startedAt) / 1000,
        early: Math.max(0, ...known.slice(0, quarter)),
        late: Math.max(0, ...known.slice(-quarter)),
      });
    });
  });

const report = async (name: string, files: readonly string[]): Promise<void> => {
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024 / 1024;
  const { seconds, early, late } = await measure(files);
  const memory =
    early === 0 ? '' : `  memory ${early.toFixed(0)} MB in the first quarter, ${late.toFixed(0)} MB in the last`;
  console.log(
    `${name.padEnd(34)} ${size.toFixed(0).padStart(5)} MB  ${seconds.toFixed(1).padStart(5)} s  ${(size / seconds).toFixed(0).padStart(4)} MB/s${memory}`,
  );
};

try {
  const access = write('access.log', accessLine, megabytes * 1024 * 1024);
  const error = write('error.log', errorLine, (megabytes / 4) * 1024 * 1024);
  await report('access log, 5 % failures', [access]);
  await report('the same four times over', [access, access, access, access]);
  await report('error log, every line a failure', [error]);
} finally {
  rmSync(folder, { recursive: true });
}
