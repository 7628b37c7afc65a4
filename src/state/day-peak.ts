/** The highest of something in the last day, by the hour. */

const hourMs = 3_600_000;
const hours = 24;

export class DayPeak {
  /** By hour of the day: which hour it was, and the highest of it. */
  readonly #peaks: { hour: number; value: number }[] = [];

  see(value: number, now: number): void {
    const hour = Math.floor(now / hourMs);
    const peak = this.#peaks[hour % hours];
    if (peak === undefined || peak.hour !== hour) this.#peaks[hour % hours] = { hour, value };
    else if (value > peak.value) peak.value = value;
  }

  /** `null`: nothing was seen. */
  peak(now: number): number | null {
    const oldest = Math.floor(now / hourMs) - hours;
    let highest: number | null = null;
    for (const peak of this.#peaks)
      if (peak !== undefined && peak.hour > oldest && peak.value > (highest ?? -1)) highest = peak.value;
    return highest;
  }
}
