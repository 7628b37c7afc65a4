/** Hours in which nobody wants to be woken for what can wait. */
import type { QuietHours } from '../../domain/alert.ts';

const minuteMs = 60_000;
const dayMinutes = 1_440;

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en', { timeZone: zone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' });
    formats.set(zone, format);
  }
  return format;
};

/** Minutes after midnight, where the zone's clocks hang. */
const minuteOfDay = (zone: string, now: number): number => {
  const parts = formatOf(zone).formatToParts(now);
  const part = (type: 'hour' | 'minute'): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return part('hour') * 60 + part('minute');
};

/** Whether it is quiet now. From a time to the same time is never quiet. */
const isQuietAt = ({ from, until, zone }: QuietHours, now: number): boolean => {
  const minute = minuteOfDay(zone, now);
  return from <= until ? from <= minute && minute < until : minute >= from || minute < until;
};

/** When the quiet hours of now end; `null` while it is not quiet. A change of the clocks moves it by as much. */
export const quietUntil = (quiet: QuietHours | null, now: number): number | null => {
  if (quiet === null || !isQuietAt(quiet, now)) return null;
  const left = (quiet.until - minuteOfDay(quiet.zone, now) + dayMinutes) % dayMinutes;
  return now - (now % minuteMs) + left * minuteMs;
};
