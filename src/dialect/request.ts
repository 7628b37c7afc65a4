/** Shapes a caller's request for one target: path, headers, credentials, and the model's name there. */
import type { Call } from '../domain/call.ts';
import type { Sending } from '../domain/ports.ts';
import type { Target, Upstream } from '../domain/upstream.ts';
import { readings, speakings } from './index.ts';
import { withMember } from './json-span.ts';

const paths = new Map<string, string>();

/** The path of a base URL, with no slash at its end: `/v1`, or empty. */
export const basePath = (upstream: Upstream): string => {
  let path = paths.get(upstream.url);
  if (path === undefined) {
    path = new URL(upstream.url).pathname.replace(/\/+$/, '');
    paths.set(upstream.url, path);
  }
  return path;
};

/** The credentials that go upstream: ours, the caller's own where the config says so, or none. */
export const credentialsFor = (
  upstream: Upstream,
  callers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> => {
  switch (upstream.key.kind) {
    case 'own':
      return speakings[upstream.dialect].credentials(upstream.key.value);
    case 'caller':
      return callers;
    case 'none':
      return {};
    default:
      return upstream.key satisfies never;
  }
};

/** `body`: the caller's, or what takes its place when an answer is gone on with. */
export const requestFor = (call: Call, target: Target, body: Uint8Array): Omit<Sending, 'fresh'> => {
  const { upstream } = target;
  return {
    upstream,
    method: 'POST',
    path: basePath(upstream) + readings[call.operation].path + call.query,
    headers: {
      ...speakings[upstream.dialect].defaults,
      ...call.headers,
      ...credentialsFor(upstream, call.credentials),
      ...upstream.headers,
      'accept-encoding': 'identity',
    },
    body: target.model === null || target.model === call.model ? body : withMember(body, 'model', target.model),
    connectMs: target.timeouts.connectMs,
  };
};
