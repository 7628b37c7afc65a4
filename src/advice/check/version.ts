/** Versions of the systems that are checked: rules hold from one or up to one. */

export type Version = readonly [major: number, minor: number, patch: number];

/** `null` for what is no version. */
export const readVersion = (text: string): Version | null => {
  const found = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$/.exec(text);
  return found === null ? null : [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)];
};

export const isBefore = (one: Version, other: Version): boolean => {
  for (const [at, part] of one.entries()) if (part !== other[at]) return part < (other[at] ?? 0);
  return false;
};
