/** The last diagnoses that were made here, so that `/why` can show them again by the number in a report. */
import type { Shown } from '../pages/diagnosis.ts';

const mostKept = 200;
const keptMs = 86_400_000;

export class Reports {
  readonly #kept = new Map<string, Shown>();

  keep(shown: Shown): void {
    this.#kept.set(shown.diagnosis.reportId, shown);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }

  find(reportId: string, now: number): Shown | null {
    const found = this.#kept.get(reportId);
    return found === undefined || now - found.diagnosis.at > keptMs ? null : found;
  }
}
