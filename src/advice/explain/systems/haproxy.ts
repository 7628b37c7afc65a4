/** HAProxy: its HTTP and TCP logs, read by their termination states, and its notices. */
import { clfMoment } from '../moment.ts';
import type { Sign, SignTable } from '../sign.ts';
import { firstSign, sightingOf } from '../sign.ts';
import type { Seen, Sighting } from '../sighting.ts';
import { meaningOfStatus, sightStatus } from '../status.ts';

const system = { system: 'HAProxy log', vantage: 'path', farSide: null } as const;

type Meaning = Omit<Sign, 'when'>;

/** First sign: who ended it. Second: in which phase. */
const states: Readonly<Record<string, Meaning>> = {
  SC: {
    code: 'connection_refused',
    sure: 0.88,
    instead: 'destination_ip_unroutable',
    means: 'the server refused HAProxy’s connection or could not be reached',
  },
  sC: { code: 'connection_timeout', sure: 0.94, means: 'the server did not pick up within `timeout connect`' },
  SH: {
    code: 'connection_terminated',
    sure: 0.9,
    instead: 'keepalive_race',
    means: 'the server hung up before it sent the head of its answer',
  },
  sH: {
    code: 'http_response_timeout',
    sure: 0.94,
    instead: 'overloaded',
    means: 'the server did not begin to answer within `timeout server`',
    tip: 'Raise `timeout server` for chat paths, or stream: the first bytes stop that clock.',
  },
  SD: { code: 'http_response_incomplete', sure: 0.94, means: 'the server hung up in the middle of its answer' },
  sD: {
    code: 'connection_read_timeout',
    sure: 0.94,
    means: 'the answer had begun and then fell silent for longer than `timeout server`',
  },
  SL: { code: 'http_response_incomplete', sure: 0.85, means: 'the server hung up before the last bytes of its answer' },
  sL: { code: 'connection_read_timeout', sure: 0.85, means: 'the last bytes of the answer did not come in time' },
  SQ: {
    code: 'destination_unavailable',
    sure: 0.8,
    means: 'the server went away while the request was waiting for it',
  },
  sQ: {
    code: 'connection_limit_reached',
    sure: 0.94,
    means: 'the request waited in the queue until `timeout queue` ran out: all connections to the servers were in use',
    tip: 'Raise `maxconn` of the servers as far as they can really go, or add servers.',
  },
  PC: {
    code: 'connection_limit_reached',
    sure: 0.85,
    instead: 'proxy_internal_error',
    means: 'HAProxy could not open another connection: it ran out of sockets or ports',
  },
  RC: {
    code: 'connection_limit_reached',
    sure: 0.9,
    instead: 'proxy_internal_error',
    means: 'HAProxy ran out of sockets, ports or memory',
    tip: 'Raise `maxconn` and `ulimit-n` (file descriptors), or give it more source ports.',
  },
  PH: {
    code: 'http_protocol_error',
    sure: 0.85,
    means: 'HAProxy blocked the server’s answer: it breaks the rules of HTTP or is denied by a rule',
    instead: 'request_blocked',
  },
  PD: {
    code: 'http_response_transfer_coding',
    sure: 0.9,
    means: 'the pieces of the server’s answer did not fit together',
  },
  PT: {
    code: 'request_blocked',
    sure: 0.85,
    means: 'a `tarpit` rule of HAProxy held the client off',
    instead: 'throttled',
  },
  PR: {
    code: 'request_blocked',
    sure: 0.75,
    means: 'a rule of HAProxy refused the request',
    instead: 'invalid_request',
  },
};

/** What the first sign alone means. */
const enders: Readonly<Record<string, Meaning>> = {
  C: { code: 'client_gone', sure: 0.94, means: 'the client hung up' },
  c: {
    code: 'client_gone',
    sure: 0.88,
    means: 'the client was silent for longer than `timeout client`',
    instead: 'request_timeout',
  },
  D: {
    code: 'connection_terminated',
    sure: 0.9,
    family: 'outage',
    means: 'the server was marked down, and HAProxy ended its connections',
  },
  K: { code: 'draining', sure: 0.9, means: 'an administrator ended the connection' },
  I: { code: 'proxy_internal_error', sure: 0.9, means: 'HAProxy met a fault of its own' },
  R: {
    code: 'connection_limit_reached',
    sure: 0.85,
    instead: 'proxy_internal_error',
    means: 'HAProxy ran out of sockets, ports or memory',
  },
  S: { code: 'connection_terminated', sure: 0.75, means: 'the server ended the connection' },
  s: { code: 'http_response_timeout', sure: 0.75, means: 'the server let `timeout server` run out' },
  P: { code: 'request_blocked', sure: 0.6, means: 'HAProxy ended it by a rule or a limit' },
};

const noServer: Meaning = {
  code: 'destination_unavailable',
  sure: 0.95,
  means: 'HAProxy has no server left that it believes to be up (`<NOSRV>`)',
  tip: '`echo "show servers state" | socat stdio /run/haproxy.sock` shows which check fails and why.',
};
/** It never came to a backend: no rule fits, or the one that is named does not exist. */
const noBackend: Meaning = {
  code: 'proxy_configuration_error',
  sure: 0.85,
  means: 'HAProxy found no backend for the request: no rule leads to one, or to one that does not exist',
  tip: 'Look at the `use_backend` and `default_backend` lines of that frontend; a `default_backend` catches what fits none.',
};
const tooSlow: Meaning = {
  code: 'request_timeout',
  sure: 0.92,
  means: 'the client did not send its request within `timeout http-request`',
};
const badRequest: Meaning = { code: 'invalid_request', sure: 0.9, means: 'the client sent no valid request' };
const limited: Meaning = { code: 'throttled', sure: 0.92, means: 'a rate rule of HAProxy refused the request' };
const closed: Meaning = {
  code: 'maintenance',
  who: 'operator',
  sure: 0.6,
  instead: 'overloaded',
  means: 'HAProxy answered 503 itself, as a rule of its configuration says',
};

const ofLocal = (status: number): Meaning | null => {
  if (status === 429) return limited;
  return status === 503 ? closed : meaningOfStatus(status);
};

interface Fields {
  readonly at: string;
  readonly frontend: string;
  readonly backend: string;
  readonly server: string;
  readonly timers: string;
  readonly status: number;
  readonly state: string;
}

const meaningOf = ({ state, server, status, frontend, backend, timers }: Fields): Meaning | null => {
  const [ender, phase] = [state.charAt(0), state.charAt(1)];
  if (ender === '-' || ender === 'L' || ender === 'U') return null;
  if (ender === 'P' && status === 429) return limited;
  if (ender === 'P' && phase === 'R' && status === 400) return badRequest;
  if ((server === '<NOSRV>' || server === '-') && (ender === 'S' || ender === 's') && phase === 'C')
    return frontend.replace(/~$/, '') === backend && timers.startsWith('-1/') && status > 0 ? noBackend : noServer;
  if (ender === 'c' && phase === 'R') return tooSlow;
  return states[ender + phase] ?? enders[ender] ?? null;
};

const http =
  /(\S{1,60}):\d{1,5} \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})?)\] (\S{1,100}) ([^\s/]{1,100})\/(\S{1,100}) ([+-]?\d{1,10}(?:\/[+-]?\d{1,10}){4}) (-?\d{1,3}) \+?\d{1,20} \S{1,400} \S{1,400} ([A-Za-z-]{4}) \d/;
const tcp =
  /(\S{1,60}):\d{1,5} \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d(?:\.\d{1,6})?)\] (\S{1,100}) ([^\s/]{1,100})\/(\S{1,100}) ([+-]?\d{1,10}(?:\/[+-]?\d{1,10}){2}) \+?\d{1,20} ([A-Za-z-]{2}) \d/;

const sight = (fields: Fields): Seen => {
  const { state, server, status } = fields;
  const around = {
    host: `${fields.backend}/${server}`,
    atMs: clfMoment(fields.at),
    status: status > 0 ? status : null,
    clues: [
      {
        says: 'its timers (ms; -1: never came to it)',
        value: fields.timers,
        weight: fields.timers.includes('-1') ? 0.2 : 0,
      },
    ],
  };
  const meaning = meaningOf(fields) ?? (state.startsWith('L') && status >= 400 ? ofLocal(status) : null);
  if (meaning !== null)
    return sightingOf(
      system,
      { ...meaning, quoted: `termination state ${state}${status > 0 ? `, status ${status}` : ''}` },
      around,
    );
  if (status < 400) return 'fine';
  // The server itself answered so.
  return (
    sightStatus(
      status,
      { ...system, quoted: `status ${status}, ended in order (${state}): the server’s own answer` },
      around,
    ) ?? 'fine'
  );
};

const notices: SignTable = {
  system: 'HAProxy notices',
  vantage: 'path',
  farSide: null,
  signs: [
    {
      when: /backend '?"?\S{1,100}'?"? has no server available/,
      code: 'destination_unavailable',
      sure: 0.97,
      means: 'the last server of a backend went down',
    },
    {
      when: /Server \S{1,200} is DOWN.{0,120}Layer4 timeout/,
      code: 'connection_timeout',
      sure: 0.92,
      means: 'the health check could not connect in time, so HAProxy took the server out',
    },
    {
      when: /Server \S{1,200} is DOWN.{0,160}(?:Connection refused|Layer4 connection problem)/,
      code: 'connection_refused',
      sure: 0.95,
      means: 'the health check was refused, so HAProxy took the server out',
    },
    {
      when: /Server \S{1,200} is DOWN.{0,120}Layer6/,
      code: 'tls_protocol_error',
      sure: 0.9,
      means: 'the health check failed in the TLS handshake, so HAProxy took the server out',
    },
    {
      when: /Server \S{1,200} is DOWN.{0,120}Layer7 timeout/,
      code: 'http_response_timeout',
      sure: 0.9,
      means: 'the health check got no answer in time, so HAProxy took the server out',
    },
    {
      when: /Server \S{1,200} is DOWN.{0,120}Layer7 (?:wrong status|invalid)/,
      code: 'upstream_error',
      sure: 0.88,
      means: 'the health check got a bad answer, so HAProxy took the server out',
    },
    {
      when: /Server \S{1,200} is going DOWN for maintenance|Server \S{1,200} (?:is|was) (?:DOWN|UP)\/?.{0,40}(?:MAINT|maintenance)|enters? (?:drain|maintenance)/,
      code: 'draining',
      sure: 0.92,
      means: 'a server was taken out for maintenance',
    },
    {
      when: /Server \S{1,200} is DOWN/,
      code: 'destination_unavailable',
      sure: 0.9,
      means: 'HAProxy took the server out',
    },
    {
      when: /SSL handshake failure|Connection error during SSL handshake|Connection closed during SSL handshake/,
      code: 'tls_protocol_error',
      sure: 0.8,
      who: 'caller',
      means: 'a client and HAProxy could not agree on a secure line',
    },
    {
      when: /(?:Proxy|frontend) \S{1,100} reached (?:the )?(?:configured )?(?:process|system|maxconn)? ?\w{0,12} ?limit/i,
      code: 'connection_limit_reached',
      sure: 0.9,
      means: 'HAProxy has reached its own limit of connections',
    },
  ],
};

const isNotice =
  /haproxy|Server \S{1,200} is |backend \S{1,100} has no server|during SSL handshake|SSL handshake failure/;

export const sightHaproxy = (line: string): Seen => {
  const full = http.exec(line);
  if (full !== null) {
    const [, , at = '', frontend = '', backend = '', server = '', timers = '', status = '', state = ''] = full;
    return sight({ at, frontend, backend, server, timers, status: Number(status), state });
  }
  const plain = tcp.exec(line);
  if (plain !== null) {
    const [, , at = '', frontend = '', backend = '', server = '', timers = '', state = ''] = plain;
    return sight({ at, frontend, backend, server, timers, status: 0, state });
  }
  return null;
};

export const sightHaproxyNotice = (line: string): Sighting | null =>
  isNotice.test(line) ? firstSign(notices, line) : null;
