/** Google Cloud's load balancers: JSON entries with `statusDetails` or `proxyStatus`. */
import type { JsonObject } from '../json.ts';
import { numberAt, objectAt, textAt } from '../json.ts';
import { isoMoment } from '../moment.ts';
import type { SignTable } from '../sign.ts';
import { firstSign } from '../sign.ts';
import type { Seen, Sighting } from '../sighting.ts';
import { sightStatus } from '../status.ts';

const table: SignTable = {
  system: 'Google load balancer log',
  vantage: 'path',
  farSide: 'site',
  signs: [
    {
      when: /failed_to_connect_to_backend/,
      code: 'connection_timeout',
      sure: 0.8,
      instead: 'connection_refused',
      means: 'the load balancer could not connect to the backend',
      tip: 'Allow 130.211.0.0/22 and 35.191.0.0/16 in the firewall, and check that the port of the service is the one that listens.',
    },
    {
      when: /failed_to_pick_backend/,
      code: 'destination_unavailable',
      sure: 0.93,
      means: 'no backend is healthy',
      tip: 'Compare the health check with what the backend answers; let 130.211.0.0/22 and 35.191.0.0/16 through the firewall.',
    },
    {
      when: /failed_to_negotiate_alpn/,
      code: 'http_upgrade_failed',
      sure: 0.95,
      means: 'the load balancer and the backend did not agree on a version of HTTP',
    },
    {
      when: /backend_timeout/,
      code: 'http_response_timeout',
      sure: 0.94,
      instead: 'overloaded',
      means: 'the backend did not answer within the timeout of the backend service (30 s by default)',
      tip: 'Raise `timeoutSec` of the backend service: it limits whole streams too.',
    },
    {
      when: /backend_connection_closed_before_data_sent_to_client/,
      code: 'keepalive_race',
      sure: 0.75,
      instead: 'connection_terminated',
      means: 'the backend closed the connection before it answered; the load balancer keeps connections for 600 s',
      tip: 'Set the keep-alive time of the backend to 620 s or more.',
    },
    {
      when: /backend_connection_closed_after_partial_response_sent/,
      code: 'http_response_incomplete',
      sure: 0.95,
      means: 'the backend hung up in the middle of its answer',
    },
    {
      when: /backend_response_headers_too_long/,
      code: 'http_response_header_section_size',
      sure: 0.96,
      means: 'the headers of the answer are too large for the load balancer',
    },
    {
      when: /backend_response_corrupted|invalid_chunk_framing/,
      code: 'http_response_transfer_coding',
      sure: 0.93,
      means: 'the backend’s answer was broken',
    },
    {
      when: /error_uncompressing_gzipped_body/,
      code: 'http_response_content_coding',
      sure: 0.95,
      means: 'the packed answer could not be unpacked',
    },
    {
      when: /backend_early_response|backend_interim_response|aborted_request_due_to_backend_early_response/,
      code: 'http_protocol_error',
      sure: 0.85,
      means: 'the backend answered before it had the whole request',
    },
    {
      when: /ssl_certificate_(?:san|chain)_verification_failed|server_cert_\w{1,60}/,
      code: 'tls_certificate_error',
      sure: 0.95,
      means: 'the load balancer does not trust the backend’s certificate',
    },
    {
      when: /client_cert_\w{1,60}/,
      code: 'tls_certificate_error',
      sure: 0.92,
      who: 'caller',
      means: 'the client’s certificate is missing or not valid',
    },
    { when: /client_timed_out/, code: 'request_timeout', sure: 0.92, means: 'the client sent its request too slowly' },
    { when: /client_disconnected|websocket_closed/, code: 'client_gone', sure: 0.95, means: 'the client hung up' },
    {
      when: /throttled_by_security_policy/,
      code: 'throttled',
      sure: 0.95,
      means: 'a rate rule of Cloud Armor refused the request',
    },
    {
      when: /denied_by_security_policy|banned_by_security_policy/,
      code: 'request_blocked',
      sure: 0.93,
      means: 'a rule of Cloud Armor refused the request',
    },
    {
      when: /config_not_found|invalid_external_origin_endpoint|serverless_neg_routing_failed|multiple_iap_policies/,
      code: 'proxy_configuration_error',
      sure: 0.88,
      means: 'the load balancer is not set up for this, or its change has not spread yet',
    },
    {
      when: /request_loop_detected/,
      code: 'proxy_loop_detected',
      sure: 0.96,
      means: 'the request went round in a circle',
    },
    { when: /request_body_too_large/, code: 'request_too_large', sure: 0.95, means: 'the request is too large' },
    {
      when: /headers_too_long/,
      code: 'request_headers_too_large',
      sure: 0.94,
      means: 'the headers of the request are too large',
    },
    {
      when: /fault_filter_abort/,
      code: 'proxy_configuration_error',
      sure: 0.9,
      means: 'a fault was injected on purpose',
    },
    {
      when: /handled_by_identity_aware_proxy/,
      code: 'unauthorized',
      sure: 0.8,
      means: 'the sign-in in front of the site answered',
    },
    {
      when: /internal_error|retriable_error|service_extension_error/,
      code: 'proxy_internal_error',
      sure: 0.85,
      means: 'the load balancer itself failed',
    },
    {
      when: /failed_parsing_client_headers|body_not_allowed|malformed_chunked_body|invalid_(?:request_headers|http2_client_\w{1,40})|http_version_not_supported|required_body_but_no_content_length|unsupported_\w{1,30}|upgrade_header_rejected|early_data_rejected|secure_url_rejected|byte_range_caching_\w{1,40}|cache_lookup_\w{1,60}/,
      code: 'invalid_request',
      sure: 0.85,
      means: 'the load balancer cannot take the request as it is',
    },
  ],
};

const isWord =
  /\b(?:failed_to_|backend_|client_(?:disconnected|timed_out|cert)|denied_by_|throttled_by_|banned_by_|config_not_found|ssl_certificate_|server_cert_|request_loop_|error_uncompressing)/;

export const sightGoogle = (entry: JsonObject): Seen => {
  const payload = objectAt(entry, 'jsonPayload') ?? objectAt(entry, 'json_payload');
  const request = objectAt(entry, 'httpRequest') ?? objectAt(entry, 'http_request');
  if (payload === null && request === null) return null;
  const words =
    payload === null ? '' : `${textAt(payload, 'statusDetails') ?? ''} ${textAt(payload, 'proxyStatus') ?? ''}`;
  const status = request === null ? null : numberAt(request, 'status');
  if (words.trim() === '' && (status === null || payload === null)) return null;
  const around = {
    status,
    atMs: isoMoment(textAt(entry, 'timestamp') ?? ''),
    host: request === null ? null : textAt(request, 'serverIp'),
  };
  const isBackends = words.includes('response_sent_by_backend');
  const found = isBackends ? null : firstSign(table, words, around);
  if (found !== null) return found;
  if (status === null || status < 400) return 'fine';
  const quoted = `status ${status}${isBackends ? ', response_sent_by_backend: the backend’s own answer' : ''}`;
  return sightStatus(status, { system: table.system, vantage: 'path', quoted }, around) ?? 'fine';
};

export const sightGoogleWords = (text: string): Sighting | null => {
  if (isWord.test(text)) return firstSign(table, text);
  return /The server encountered a temporary error and could not complete your request/.test(text)
    ? firstSign(googlePages, text)
    : null;
};

const googlePages: SignTable = {
  system: 'Google load balancer page',
  vantage: 'path',
  farSide: 'site',
  signs: [
    {
      when: /The server encountered a temporary error and could not complete your request/,
      code: 'upstream_gateway_error',
      sure: 0.75,
      instead: 'destination_unavailable',
      means: 'Google’s load balancer got no usable answer from the backend',
    },
  ],
};
