/** Reads the times that logs carry, as milliseconds since the epoch; a time without a zone is taken for UTC. */

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

const monthOf = (name: string): number => months.indexOf(name) / 3;

const known = (ms: number): number | null => (Number.isFinite(ms) ? ms : null);

/** `10/Oct/2000:13:55:36 -0700`, also without zone and with fractions: nginx, Apache, HAProxy, Traefik. */
export const clfMoment = (text: string): number | null => {
  const found =
    /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(?: ([+-])(\d{2})(\d{2}))?/.exec(text);
  if (found === null) return null;
  const [, day, month, year, hour, minute, second, fraction, sign, zoneHours, zoneMinutes] = found;
  const zone = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * (sign === '-' ? -1 : 1);
  return known(
    Date.UTC(Number(year), monthOf(month ?? ''), Number(day), Number(hour), Number(minute), Number(second)) +
      Number((fraction ?? '0').padEnd(3, '0')) -
      zone * 60_000,
  );
};

/** `2024/05/01 12:00:00`: nginx's error log. */
export const slashMoment = (text: string): number | null => isoMoment(text.replaceAll('/', '-'));

/** ISO 8601 with a `T` or a blank, with or without fraction and zone. */
export const isoMoment = (text: string): number | null => {
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?/.exec(text);
  if (found === null) return null;
  const [, date, time, fraction, zone] = found;
  return known(Date.parse(`${date}T${time}.${(fraction ?? '0').slice(0, 3).padEnd(3, '0')}${zone ?? 'Z'}`));
};

/** Seconds or milliseconds since the epoch, as JSON logs carry them. */
export const epochMoment = (value: number): number | null => {
  if (value > 1e8 && value < 1e10) return Math.round(value * 1000);
  return value > 1e11 && value < 1e13 ? Math.round(value) : null;
};

/** The first time that a line of any kind carries near its start. */
export const anyMoment = (line: string): number | null => {
  const head = line.slice(0, 200);
  const iso = /\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}[^\s\]",]{0,16}/.exec(head);
  if (iso !== null) return isoMoment(iso[0]);
  const slash = /\d{4}\/\d{2}\/\d{2} \d{2}:\d{2}:\d{2}/.exec(head);
  if (slash !== null) return slashMoment(slash[0]);
  const clf = /\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}(?: [+-]\d{4})?/.exec(head);
  return clf === null ? null : clfMoment(clf[0]);
};
