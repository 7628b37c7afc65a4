/** What a repetition may do, in the words of the contract, for each cause. */
import type { CauseCode } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';

/** `safe`: nothing was done. `once`: it may have been. `continue`: some of the answer is there; never begin it again blindly. */
export type Retry = 'safe' | 'once' | 'wait' | 'continue' | 'never';

/** Where the table's `again`, which speaks of a gateway with other upstreams, is not what one asker should do. */
const own: Partial<Record<CauseCode, Retry>> = {
  keepalive_race: 'once',
  connection_terminated: 'once',
  upstream_error: 'once',
  upstream_gateway_error: 'once',
  upstream_gateway_timeout: 'once',
  http_response_timeout: 'once',
  connection_write_timeout: 'once',
  connection_read_timeout: 'continue',
  http_response_incomplete: 'continue',
  http_response_transfer_coding: 'continue',
  http_response_content_coding: 'once',
  http_response_body_size: 'never',
  http_response_header_section_size: 'never',
  http_protocol_error: 'once',
  not_http: 'never',
  empty_answer: 'once',
  invalid_answer: 'once',
  wrong_content: 'never',
  redirected: 'never',
  quota_exhausted: 'never',
  key_refused: 'never',
  request_blocked: 'never',
  destination_ip_prohibited: 'never',
  forward_proxy_failed: 'never',
  http_upgrade_failed: 'never',
  tls_certificate_error: 'never',
  tls_protocol_error: 'never',
  tls_alert_received: 'never',
  connection_limit_reached: 'wait',
  deadline_exceeded: 'once',
  proxy_internal_error: 'once',
  unknown_model: 'never',
  client_gone: 'once',
  request_timeout: 'safe',
  stream_too_long: 'continue',
};

export const retryOf = (code: CauseCode): Retry => {
  const known = own[code];
  if (known !== undefined) return known;
  const { again } = traits[code];
  switch (again) {
    case 'here':
      return 'once';
    case 'anywhere':
    case 'elsewhere':
      return 'safe';
    case 'later':
      return 'wait';
    case 'nowhere':
      return 'never';
    default:
      return again satisfies never;
  }
};
