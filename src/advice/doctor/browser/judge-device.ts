/** The device as a page sees it: online, its clock, its browser, and what that keeps of this site. */
import { durationText } from '../../../domain/words/index.ts';
import type { Observation } from '../diagnosis.ts';
import type { Judge } from './judged.ts';
import { bad, observed, ok } from './judged.ts';
import type { Measured } from './measured.ts';

const clockHintMs = 60_000;
const clockWrongMs = 300_000;
const hiddenTooLongMs = 1_000;

/** Positive: the device is ahead. As good as half a round trip. */
const skewOf = ({ echo }: Measured): number | null =>
  echo === null || echo.toldAt === null || !echo.isOurs ? null : (echo.sentAt + echo.receivedAt) / 2 - echo.toldAt;

/** Chrome and Firefox give a site far more in a normal window, on any disk of today. */
const littleRoomBytes = 1.2e9;

const roomText = (bytes: number): string => {
  const size = bytes < 1e9 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes < littleRoomBytes ? `${size}, as little as private windows have` : size;
};

const keptEvidence = ({ copies, oldestMs, quotaBytes }: Measured): readonly Observation[] => [
  ...(copies === 0 && quotaBytes === null ? [] : [observed('stored copies of these pages', copies)]),
  ...(oldestMs === null ? [] : [observed('the oldest of them', `${durationText(oldestMs)} old`)]),
  ...(quotaBytes === null ? [] : [observed('room to keep data', roomText(quotaBytes))]),
];

export const device: Judge = ({ measured, seen }) => {
  if (!measured.isOnline) return bad('fail', 'The browser says that this device is offline.', 'no_link');
  const skew = skewOf(measured);
  const clock =
    skew === null ? [] : [observed('clock of this device, against the gateway’s', `${Math.round(skew / 1000)} s`)];
  const kept = keptEvidence(measured);
  if (skew !== null && Math.abs(skew) > clockWrongMs)
    return bad('fail', 'The clock of this device is wrong.', 'clock_wrong', ...clock);
  if (seen.isOldBrowser || measured.missing.length > 0) {
    const lacks = measured.missing.length === 0 ? [] : [observed('this browser lacks', measured.missing.join(', '))];
    return bad('warn', 'This browser is old.', 'old_browser', observed('browser', seen.browser), ...lacks);
  }
  if (measured.pageVersion !== null && measured.pageVersion !== seen.version)
    return bad(
      'warn',
      'This page is an old copy.',
      'stale_page',
      ...kept,
      observed('its version', measured.pageVersion),
    );
  if (skew !== null && Math.abs(skew) > clockHintMs)
    return bad('warn', 'The clock of this device is off.', 'clock_off', ...clock);
  if (measured.hiddenMs > hiddenTooLongMs)
    return bad(
      'warn',
      'The page was out of sight while it measured.',
      'slept',
      observed('out of sight', `${Math.round(measured.hiddenMs)} ms`),
    );
  if (!measured.takesCookies || !measured.keeps)
    return bad('warn', 'This browser keeps nothing for this site.', 'keeps_nothing');
  return ok(
    skew === null ? 'The device is online.' : 'The device is online, and its clock is right.',
    ...clock,
    ...kept,
    ...(seen.browser === '' ? [] : [observed('browser', seen.browser)]),
  );
};
