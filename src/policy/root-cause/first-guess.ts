/** What a code alone says: how often it is which family, before anything else is looked at. */
import type { Cause, CauseCode, Family } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { Sign } from './sign.ts';
import { signFor } from './sign.ts';

type Guess = readonly (readonly [Family, number])[];

/** Codes that more than one family can bring about; the first family of a row is that of `traits`. All others are taken at their word. */
export const ambiguous: Readonly<Partial<Record<CauseCode, Guess>>> = {
  connection_refused: [
    ['outage', 0.75],
    ['maintenance', 0.2],
    ['misconfiguration', 0.15],
  ],
  connection_timeout: [
    ['network', 0.65],
    ['misconfiguration', 0.25],
    ['overload', 0.15],
  ],
  connection_reset: [
    ['network', 0.6],
    ['outage', 0.25],
    ['maintenance', 0.15],
  ],
  destination_ip_unroutable: [
    ['network', 0.8],
    ['misconfiguration', 0.3],
  ],
  connection_terminated: [
    ['backend', 0.7],
    ['maintenance', 0.2],
    ['timeout', 0.15],
  ],
  http_response_incomplete: [
    ['backend', 0.7],
    ['maintenance', 0.15],
    ['network', 0.15],
    ['timeout', 0.15],
  ],
  connection_read_timeout: [
    ['timeout', 0.65],
    ['overload', 0.3],
    ['network', 0.2],
  ],
  http_response_timeout: [
    ['timeout', 0.65],
    ['overload', 0.35],
    ['backend', 0.15],
  ],
  upstream_gateway_timeout: [
    ['timeout', 0.7],
    ['overload', 0.3],
  ],
  upstream_gateway_error: [
    ['outage', 0.7],
    ['backend', 0.2],
    ['maintenance', 0.15],
  ],
  upstream_error: [
    ['backend', 0.85],
    ['overload', 0.1],
  ],
  empty_answer: [
    ['backend', 0.8],
    ['overload', 0.2],
  ],
  wrong_content: [
    ['misconfiguration', 0.8],
    ['maintenance', 0.1],
  ],
  keepalive_race: [
    ['misconfiguration', 0.75],
    ['backend', 0.2],
  ],
  dns_error: [
    ['dns', 0.85],
    ['misconfiguration', 0.15],
  ],
  dns_timeout: [
    ['dns', 0.8],
    ['network', 0.25],
  ],
  destination_unavailable: [
    ['outage', 0.75],
    ['maintenance', 0.15],
  ],
  loading: [
    ['outage', 0.8],
    ['maintenance', 0.15],
  ],
  client_gone: [
    ['client', 0.75],
    ['misconfiguration', 0.1],
    ['timeout', 0.1],
  ],
};

const certain = 0.95;

const guessOf = (cause: Cause): Guess => {
  const isCorrected = cause.family !== traits[cause.code].family;
  const row = isCorrected ? undefined : ambiguous[cause.code];
  return row ?? [[cause.family, Math.min(cause.confidence, certain)]];
};

export const firstGuess = (cause: Cause): readonly Sign[] =>
  guessOf(cause).map(([family, weight]) => signFor({ family, origin: 'attempt', weight }));
