/** The way as a page sees it: the name, distance and evenness, IPv6, and what hints at a VPN. */
import type { Observation } from '../diagnosis.ts';
import type { Judge } from './judged.ts';
import { bad, isReached, observed, ok, phase, skip, unreached } from './judged.ts';
import type { Measured, Moved } from './measured.ts';
import { runsAsIn } from './time-zone.ts';

const farMs = 250;
const slowNameMs = 1_000;
/** Below this even text is tough going. */
const slowLineKbit = 256;

const namesEvidence = ({ names }: Measured): readonly Observation[] =>
  names === null ? [] : [observed('address books of others that know the name', `${names.know} of ${names.of}`)];

/** Whoever was asked says that there is no such name. */
const isDenied = ({ names }: Measured): boolean => names !== null && names.deny > 0 && names.know === 0;

export const dns: Judge = ({ measured }) => {
  const { echo } = measured;
  const evidence = namesEvidence(measured);
  if (echo === null || !isReached(measured))
    return isDenied(measured)
      ? bad('fail', 'No address book of others knows this name.', 'dns_no_name', ...evidence)
      : { ...unreached, evidence };
  const ms = echo.phases?.dnsMs ?? 0;
  if (ms > slowNameMs)
    return bad(
      'warn',
      'Looking the name up took long.',
      'dns_slow',
      observed('it took', `${Math.round(ms)} ms`),
      ...evidence,
    );
  const judged = phase('The name leads to an address.', echo, 'dnsMs');
  return { ...judged, evidence: [...judged.evidence, ...evidence] };
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;

const kbit = ({ bytes, ms }: Moved): number | null => (ms === null || ms === 0 ? null : (bytes * 8) / ms);

const shownSpeed = (says: string, moved: Moved): Observation => {
  const speed = kbit(moved);
  return observed(says, speed === null ? 'not done in time' : `${(speed / 1000).toFixed(speed < 1000 ? 2 : 0)} Mbit/s`);
};

const sixTexts = {
  answers: 'another site answers',
  silent: 'nobody answers, and nobody says no',
  none: 'this line has none',
} as const satisfies Record<NonNullable<Measured['six']>, string>;

export const route: Judge = ({ measured: { roundTrips, speed, echo, six, others }, seen }) => {
  if (echo?.isOurs !== true) return unreached;
  const came = roundTrips.filter((ms) => ms !== null);
  if (came.length === 0) return unreached;
  const lost = roundTrips.length - came.length;
  const evidence = [
    ...(seen.family === 'this device' ? [] : [observed('you come by', seen.family)]),
    ...(six === null ? [] : [observed('IPv6', sixTexts[six])]),
    observed('time there and back', `${Math.round(median(came))} ms`),
    observed('longest', `${Math.round(Math.max(...came))} ms`),
    ...(lost === 0 ? [] : [observed('questions without an answer', `${lost} of ${roundTrips.length}`)]),
    ...(speed === null ? [] : [shownSpeed('down', speed.down), shownSpeed('up', speed.up)]),
  ];
  if (six === 'silent' && (others?.answer ?? 0) > 0)
    return bad('warn', 'IPv6 swallows what is sent by it; IPv4 works.', 'v6_broken', ...evidence);
  if (lost > 0) return bad('warn', 'Some small questions got no answer.', 'path_lossy', ...evidence);
  const slowest = speed === null ? null : Math.min(kbit(speed.down) ?? 0, kbit(speed.up) ?? 0);
  if (slowest !== null && slowest < slowLineKbit)
    return bad('warn', 'The line carries little.', 'slow_line', ...evidence);
  if (median(came) > farMs) return bad('warn', 'The way there is long.', 'far', ...evidence);
  return ok('The way there and back is short and even.', ...evidence);
};

const unseenProxy = 'A page cannot see proxies and VPNs. The command can.';

/** Tor, as those in front say who tell of countries. */
const tor = 'T1';

export const proxy: Judge = ({ measured: { offsetMinutes }, seen: { country, now } }) => {
  if (country === tor)
    return bad('warn', 'You come through Tor.', 'vpn_in_use', observed('your address', 'is an exit of Tor'));
  const fits = country === null || offsetMinutes === null ? null : runsAsIn(country, offsetMinutes, now);
  if (country === null || fits === null)
    return skip(`${unseenProxy} Where your address belongs, nobody tells this gateway.`);
  return fits
    ? ok('Your address and your clock belong to the same country: nothing hints at a VPN.')
    : bad('warn', 'Your address and your clock belong to different countries: a VPN may be in use.', 'vpn_in_use');
};
