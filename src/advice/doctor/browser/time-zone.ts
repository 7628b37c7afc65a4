/** Whether a device's clock runs as clocks do in the country its address belongs to. Where it does not, a VPN may be in between. */

interface Zoned {
  /** ECMA-402; not in every library of types yet. */
  getTimeZones?(): readonly string[] | undefined;
}

const zonesIn = (country: string): readonly string[] => {
  if (!/^[A-Z]{2}$/.test(country)) return [];
  const locale: Zoned = new Intl.Locale(`und-${country}`);
  return locale.getTimeZones?.() ?? [];
};

/** `GMT+05:30` is 330; `GMT` is 0. */
const offsetIn = (timeZone: string, at: number): number => {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /GMT([+-])(\d+):(\d+)/.exec(name) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 60 + Number(minutes ?? 0));
};

/** `null`: such a country is not known. `offsetMinutes`: of the device's clock, east of Greenwich. */
export const runsAsIn = (country: string, offsetMinutes: number, at: number): boolean | null => {
  const zones = zonesIn(country);
  return zones.length === 0 ? null : zones.some((zone) => offsetIn(zone, at) === offsetMinutes);
};
