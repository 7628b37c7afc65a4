/** Reads single lines: the format of the line before is tried first, since logs seldom change it. */
import { isObject, parsed } from './json.ts';
import type { Seen } from './sighting.ts';
import { ApacheCalls } from './systems/apache.ts';
import { CaddyCalls } from './systems/caddy.ts';
import type { LineFormat } from './systems.ts';
import { jsonFormats, lineFormats } from './systems.ts';

/** Longer lines are read as far as this. */
const lineLength = 16_384;

const names = Object.keys(lineFormats) as readonly LineFormat[];

/** Ingress controllers and container runtimes put their own stamp before the line. */
const stamp =
  /^(?:(?:<\d{1,3}>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S{1,100} [\w./@-]{1,60}(?:\[\d{1,9}\])?: |\d{4}-\d\d-\d\dT[\d:.]{8,20}(?:Z|[+-]\d\d:\d\d) (?:std(?:out|err) [FP] )?|[\w.-]{1,80} {1,3}\| )/;

export class LineReader {
  #last: LineFormat = 'nginx access';
  readonly #caddyCalls = new CaddyCalls();
  readonly #apacheCalls = new ApacheCalls();

  /** Whether the last line of a known format was an access log's. */
  get isAccessLog(): boolean {
    return this.#last === 'nginx access';
  }

  /** `null` when the line is of no known format. */
  read(whole: string): Seen {
    const line = whole.length > lineLength ? whole.slice(0, lineLength) : whole;
    const seen = this.#formats(line);
    if (seen !== null) return seen;
    if (this.#apacheCalls.isToldBefore(line)) return 'fine';
    const stamped = stamp.exec(line);
    const bare = stamped === null ? line : line.slice(stamped[0].length);
    return (stamped === null ? null : this.#formats(bare)) ?? this.#json(bare);
  }

  #formats(line: string): Seen {
    const first = lineFormats[this.#last](line);
    if (first !== null) return first;
    for (const name of names) {
      if (name === this.#last) continue;
      const seen = lineFormats[name](line);
      if (seen === null) continue;
      this.#last = name;
      return seen;
    }
    return null;
  }

  #json(line: string): Seen {
    const at = line.indexOf('{');
    if (at < 0 || at > 200 || !line.trimEnd().endsWith('}')) return null;
    const entry = parsed(line.slice(at));
    if (!isObject(entry)) return null;
    if (this.#caddyCalls.isToldBefore(entry)) return 'fine';
    for (const sight of Object.values(jsonFormats)) {
      const seen = sight(entry);
      if (seen !== null) return seen;
    }
    return null;
  }
}
