/** `explain --log`: a whole log as a stream, in memory that does not grow, at the pace of the disk where lines are fine. */
import type { LineCounts } from './lines.ts';
import { LineCutter, readable } from './lines.ts';
import { LineReader } from './line.ts';
import { readProse } from './prose.ts';
import { isPlainSuccess } from './systems/nginx-access.ts';
import type { Tally } from './tally.ts';

export interface LogCounts extends LineCounts {
  /** Lines of a known format, or that told something. */
  known: number;
  /** Lines that told of a failure. */
  failed: number;
}

/** A line of no known format is read as prose only when it speaks of trouble: programs log much else. */
const isTrouble =
  /\b(?:error|err|fail|fatal|panic|exception|refused|reset|timed? ?-?out|timeout|unavailable|unreachable|overload|denied|forbidden|unauthori|expired|killed|oom|crash|lost|broken|closed|no route|not resolve|not known|no such host|certificate|handshake|too many|too large|limit|5\d\d|429|499|E[A-Z]{5,})/i;

export class LogReader {
  readonly #tally: Tally;
  readonly #reader = new LineReader();
  readonly #cutter: LineCutter;
  readonly #file: string | null;
  #known = 0;
  #failed = 0;
  #isAccessLog = false;

  constructor(tally: Tally, file: string | null) {
    this.#tally = tally;
    this.#file = file;
    this.#cutter = new LineCutter((line, number) => this.#line(line, number));
  }

  write(chunk: Uint8Array): void {
    this.#cutter.write(chunk);
  }

  end(): LogCounts {
    this.#cutter.end();
    return { ...this.#cutter.counts, known: this.#known, failed: this.#failed };
  }

  #line(line: string, number: number): void {
    if (this.#isAccessLog && isPlainSuccess(line)) {
      this.#known += 1;
      return;
    }
    const seen = this.#reader.read(line);
    this.#isAccessLog = seen !== null && this.#reader.isAccessLog;
    if (seen === 'fine') this.#known += 1;
    else if (seen !== null) this.#found(seen, line, number);
    else if (isTrouble.test(line)) this.#prose(line, number);
  }

  #prose(line: string, number: number): void {
    const [best] = readProse(readable(line));
    if (best !== undefined) this.#found(best.sighting, line, number);
  }

  #found(sighting: Parameters<Tally['add']>[0], line: string, number: number): void {
    this.#known += 1;
    this.#failed += 1;
    this.#tally.add(sighting, { file: this.#file, line: number, text: () => readable(line) });
  }
}
