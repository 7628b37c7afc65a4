/** The time of day as one that never goes back: what rests until a time would rest until it comes round again. */

/** While a clock that was set back catches up, time goes by so slowly: an hour is made up for in five. */
const pace = 0.8;

interface Clocks {
  readonly wall: () => number;
  readonly monotonic: () => number;
}

/** Where the clock is set forward, time goes along at once: rests end, and a device that slept knows how long. */
export const steadyNow = ({ wall, monotonic }: Clocks): (() => number) => {
  let told = 0;
  let ahead: { readonly at: number; readonly since: number } | null = null;
  const whileAhead = (real: number): number => {
    ahead ??= { at: told, since: monotonic() };
    const slow = ahead.at + Math.floor((monotonic() - ahead.since) * pace);
    if (real >= slow) ahead = null;
    return (told = Math.max(real, slow));
  };
  return () => {
    const real = wall();
    return ahead === null && real >= told ? (told = real) : whileAhead(real);
  };
};
