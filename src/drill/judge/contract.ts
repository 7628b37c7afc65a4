/** What our own gateway promises on every call, whatever the scenario: its id, no bare error, no false end. */
import { holds, type Holds } from './holds.ts';
import type { Heard, Observation, Told } from './observation.ts';

const isOurId = (id: string | undefined): boolean => id !== undefined && /^req_[0-9a-f]{32}$/.test(id);

/** Ids of a stream are `ID:N`, counting from 1 without a gap. */
const idsCount = ({ ids, headers }: Heard): boolean => {
  const stream = headers['good-gateway-stream'];
  return ids.every((id, index) => id === `${stream ?? ''}:${index + 1}`);
};

const brokenByError = (call: Heard): readonly string[] => {
  const { error, headers, status } = call;
  if (error === null) return [status === 200 ? 'the stream broke off without an error event' : 'a bare error'];
  const lacks = (['message', 'code', 'family', 'who', 'requestId', 'why'] as const).filter(
    (member) => error[member] === null,
  );
  return [
    ...(lacks.length > 0 ? [`the error lacks ${lacks.join(', ')}`] : []),
    ...(error.requestId !== headers['x-request-id'] ? ['the error names another request id than the head'] : []),
    ...(status !== 200 && headers['proxy-status'] === undefined ? ['no Proxy-Status'] : []),
    ...(status !== 200 && headers['good-gateway-cause'] !== error.family
      ? ['Good-Gateway-Cause differs from the error']
      : []),
    ...(call.endMarkAfterError ? ['an end mark follows the error'] : []),
  ];
};

/** A provider's word about the caller's request keeps its code. */
const isProvidersOwn = ({ status, error }: Heard): boolean =>
  status !== null && status >= 400 && status < 500 && error?.family === 'client';

const brokenByTold = (call: Heard, told: Told | null): readonly string[] => {
  if (call.outcome === 'left' || call.outcome === 'hang') return [];
  if (told === null) return ['/why has nothing to say'];
  const outcomes = call.outcome === 'answer' ? ['ok'] : ['failed', 'incomplete'];
  return [
    ...(outcomes.includes(told.outcome) ? [] : [`/why says ${told.outcome}`]),
    ...(call.error !== null && told.family !== call.error.family ? ['/why names another family than the error'] : []),
    ...(call.error !== null && !isProvidersOwn(call) && told.code !== call.error.code
      ? ['/why names another code than the error']
      : []),
  ];
};

const brokenPromises = ({ heard, told }: Observation): readonly string[] =>
  heard.flatMap((call, index) => [
    ...(call.status !== null && !isOurId(call.headers['x-request-id']) ? ['no X-Request-Id of ours'] : []),
    ...(call.outcome === 'error' ? brokenByError(call) : []),
    ...(idsCount(call) ? [] : ['ids of the stream do not count']),
    ...brokenByTold(call, told[index] ?? null),
  ]);

export const keepsContract = (observation: Observation): Holds => {
  const broken = [...new Set(brokenPromises(observation))];
  return holds(broken.length === 0, broken.length === 0 ? 'contract kept' : broken.join('; '));
};
