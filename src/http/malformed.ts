/** The answer to bytes that are no valid request: the contract's shape, without a request to answer. */
import type { CauseCode } from '../domain/cause.ts';
import { causeOf } from '../domain/cause.ts';
import type { HeaderList } from '../domain/ports.ts';
import { failureBody, proxyStatus } from '../dialect/failure.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { refusedCall } from './refused-call.ts';

const codes = {
  400: 'invalid_request',
  408: 'request_timeout',
  431: 'request_headers_too_large',
} as const satisfies Record<number, CauseCode>;
const reasons = { 400: 'Bad Request', 408: 'Request Timeout', 431: 'Request Header Fields Too Large' } as const;

export const malformedReply = (
  gateway: Gateway,
  status: keyof typeof codes,
): { status: number; reason: string; headers: HeaderList; body: string } => {
  const cause = causeOf(codes[status]);
  const requestId = `req_${gateway.random.hex(16)}`;
  const body = JSON.stringify(
    failureBody({ cause, error: null }, { requestId, why: `/why/${requestId}`, attempts: [], begun: false }, 'openai'),
  );
  const headers = [
    'content-type',
    'application/json',
    'x-content-type-options',
    'nosniff',
    'content-security-policy',
    'sandbox',
    'x-request-id',
    requestId,
    'proxy-status',
    proxyStatus(cause),
    'good-gateway-cause',
    cause.family,
    'x-should-retry',
    'false',
  ];
  const now = gateway.clock.now();
  gateway.calls.ended(
    refusedCall({ path: '' }, { id: requestId, cause, status, acceptedAt: now }, { caller: 'unknown', now }),
    null,
  );
  return { status, reason: reasons[status], headers, body };
};
