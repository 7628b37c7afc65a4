/** Reads single numbers out of Prometheus' text exposition format (version 0.0.4): only names that were asked for, bounded. */

/** A model server's page has some thousand lines, most of them buckets of histograms. */
const linesMax = 50_000;
const lineLength = 2_000;

const sample = /^([A-Za-z_:][\w:]*)(?:\{.*\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t\r]*$/;

/** Values by name, one per label set; what is no finite number from 0 on is left out. */
export const readSamples = (text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, number[]>();
  let from = 0;
  for (let lines = 0; lines < linesMax && from < text.length; lines++) {
    const newline = text.indexOf('\n', from);
    const to = newline === -1 ? text.length : newline;
    const [, name = '', written] = to - from > lineLength ? [] : (sample.exec(text.slice(from, to)) ?? []);
    from = to + 1;
    const value = Number(written);
    if (!wanted.has(name) || !Number.isFinite(value) || value < 0) continue;
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  }
  return found;
};
