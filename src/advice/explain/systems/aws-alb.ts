/** AWS load balancers' access logs (application and classic): who answered, and how far the request came. */
import { clockAt } from '../clocks.ts';
import { isoMoment } from '../moment.ts';
import type { Around, Sign } from '../sign.ts';
import { sightingOf } from '../sign.ts';
import type { Seen } from '../sighting.ts';
import { sightStatus } from '../status.ts';

const system = { system: 'AWS load balancer log', vantage: 'path', farSide: 'site' } as const;

const form =
  /^(?:(?:https?|h2|grpcs|wss?) )?(\d{4}-\d\d-\d\dT[\d:.]{8,20}Z) (\S{1,200}) (\S{1,60}) (\S{1,60}) (-?[\d.]{1,12}) (-?[\d.]{1,12}) (-?[\d.]{1,12}) (\d{3}|-) (\d{1,3}|-) \d{1,20} \d{1,20} "(.{0,8000})$/s;

type Meaning = Omit<Sign, 'when'>;

/** The quoted field behind the actions: why a Lambda, a sign-in or a malformed request failed. */
const reasons: readonly (readonly [RegExp, Meaning])[] = [
  [
    /"LambdaTimeout"|"LambdaConnectionTimeout"/,
    { code: 'http_response_timeout', sure: 0.95, means: 'the Lambda function did not answer in time' },
  ],
  [
    /"Lambda(?:Throttling|EC2Throttled\w{0,40})"/,
    {
      code: 'rate_limited',
      sure: 0.95,
      who: 'operator',
      means: 'the Lambda function was throttled: too many run at once',
    },
  ],
  [
    /"Lambda(?:Unhandled|InvalidResponse|Response\w{0,30}|SerializedResponse\w{0,30})"/,
    { code: 'invalid_answer', sure: 0.95, means: 'the Lambda function crashed or answered in a wrong form' },
  ],
  [
    /"Lambda(?:AccessDenied|Invalid\w{0,40}|KMS\w{0,40}|ResourceNotFound|SecurityGroup\w{0,20}|Subnet\w{0,20}|ENI\w{0,20}|BadRequest)"/,
    {
      code: 'proxy_configuration_error',
      sure: 0.93,
      means: 'the load balancer may not or cannot run the Lambda function',
    },
  ],
  [/"(?:Auth\w{3,40})"/, { code: 'unauthorized', sure: 0.85, means: 'the sign-in at the load balancer failed' }],
  [
    /"waf(?:,[a-z-]{1,40}){0,5}"|"WAF\w{0,40}"/,
    { code: 'request_blocked', sure: 0.9, means: 'the web application firewall refused the request' },
  ],
];

interface Fields {
  readonly status: number;
  readonly targetStatus: string;
  readonly target: string;
  /** Seconds; -1: never came to it. */
  readonly dispatch: number;
  readonly wait: number;
  readonly answer: number;
}

const closed: Meaning = {
  code: 'connection_terminated',
  sure: 0.85,
  instead: 'keepalive_race',
  means: 'the target hung up before it answered',
  tip: 'If it strikes now and then, the target closes idle connections sooner than the load balancer: set its keep-alive time above the idle timeout (60 s by default).',
};
const refused: Meaning = {
  code: 'connection_refused',
  sure: 0.85,
  instead: 'connection_terminated',
  means:
    'the load balancer could not hand the request to the target: it refused the connection or could not be reached',
};
const noTargets: Meaning = {
  code: 'destination_unavailable',
  sure: 0.94,
  means: 'no target is registered, or none is in use',
  tip: 'Look at the target group: registered targets, their zone, and why health checks fail.',
};

const ofStatus = ({ status, targetStatus, target, dispatch, wait, answer }: Fields): Meaning | null => {
  if (targetStatus !== '-') {
    return status === 502 && answer < 0
      ? { code: 'http_protocol_error', sure: 0.85, means: 'the target’s answer was malformed or too large in its head' }
      : null;
  }
  if (status === 502) return dispatch < 0 ? refused : closed;
  if (status === 503) return target === '-' ? noTargets : { ...noTargets, sure: 0.75 };
  if (status !== 504) return null;
  if (dispatch < 0)
    return {
      code: 'connection_timeout',
      sure: 0.85,
      instead: 'http_response_timeout',
      means: 'the load balancer could not connect to the target within 10 s',
      tip: 'Check the security group of the target and the network ACLs, return ports 1024 to 65535 included.',
    };
  return {
    code: 'http_response_timeout',
    sure: wait < 0 ? 0.9 : 0.85,
    instead: 'overloaded',
    means: 'the target did not answer before the idle timeout (60 s by default)',
    tip: 'Raise the idle timeout of the load balancer above the longest pause of an answer, or stream.',
  };
};

const aroundOf = (found: RegExpExecArray, fields: Fields): Around => {
  const clock = clockAt(fields.wait);
  return {
    atMs: isoMoment(found[1] ?? ''),
    host: fields.target === '-' ? null : fields.target,
    status: fields.status,
    clues: [
      {
        says: 'status of the target',
        value: fields.targetStatus === '-' ? 'none came' : fields.targetStatus,
        weight: 0.3,
      },
      {
        says: 'dispatch, wait and answer (s; -1: never came to it)',
        value: `${fields.dispatch} ${fields.wait} ${fields.answer}`,
        weight: 0.1,
      },
      ...(clock === null
        ? []
        : [
            {
              says: `it ended after just the time of a known clock (${clock.owner})`,
              value: `${fields.wait} s`,
              weight: 0.3,
            },
          ]),
    ],
  };
};

export const sightAlb = (line: string): Seen => {
  const found = form.exec(line);
  if (found === null) return null;
  const [, , , , target = '', dispatch, wait, answer, status = '', targetStatus = '', rest = ''] = found;
  const fields: Fields = {
    status: Number(status === '-' ? 0 : status),
    targetStatus: targetStatus === '0' ? '-' : targetStatus,
    target,
    dispatch: Number(dispatch),
    wait: Number(wait),
    answer: Number(answer),
  };
  if (fields.status < 400) return 'fine';
  const around = aroundOf(found, fields);
  const quoted = `elb_status_code ${status}, target_status_code ${targetStatus}`;
  const reason = reasons.find(([pattern]) => pattern.test(rest))?.[1] ?? ofStatus(fields);
  if (reason !== null) return sightingOf(system, { ...reason, quoted }, around);
  const isTargets = targetStatus === status;
  return (
    sightStatus(
      fields.status,
      { ...system, quoted: isTargets ? `${quoted}: the target’s own answer` : quoted },
      around,
    ) ?? 'fine'
  );
};
