/** In which order the addresses of a name are tried: families in turn, spread over the addresses, those that failed of late last. Pure. */

const isSix = (address: string): boolean => address.includes(':');

const turned = (addresses: readonly string[], draw: number): readonly string[] => {
  const from = Math.floor(draw * addresses.length);
  return [...addresses.slice(from), ...addresses.slice(0, from)];
};

/** RFC 8305 section 4: IPv6 first, then the families in turn. */
const interleaved = (addresses: readonly string[], draw: number): readonly string[] => {
  const six = turned(addresses.filter(isSix), draw);
  const four = turned(
    addresses.filter((address) => !isSix(address)),
    draw,
  );
  return Array.from({ length: Math.max(six.length, four.length) }, (_, n) => [six[n], four[n]])
    .flat()
    .filter((address) => address !== undefined);
};

/** `draw`: uniform in [0, 1). */
export const inOrder = (
  addresses: readonly string[],
  { draw, isBad }: { draw: number; isBad: (address: string) => boolean },
): readonly string[] => goodFirst(interleaved(addresses, draw), isBad);

/** Their order is kept otherwise. */
export const goodFirst = (addresses: readonly string[], isBad: (address: string) => boolean): readonly string[] =>
  addresses.some(isBad) ? addresses.toSorted((one, two) => Number(isBad(one)) - Number(isBad(two))) : addresses;
