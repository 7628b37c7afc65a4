/** What all rules of Envoy have in common. */
import type { EnvoyConfig } from '../../envoy/config.ts';
import type { Rule } from '../../rule.ts';

export type EnvoyRule = Rule<EnvoyConfig>;

export const ofEnvoy = { system: 'envoy', versions: 'API v3' } as const;

export const manual = (page: string): string => `Envoy documentation, ${page}`;

const good = `static_resources:
  listeners:
    - address: { socket_address: { address: 0.0.0.0, port_value: 443 } }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: edge
                stream_idle_timeout: 600s
                proxy_status_config: {}
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes:
                        - match: { prefix: /v1 }
                          route:
                            cluster: gateway
                            timeout: 0s
                            retry_policy: { retry_on: "connect-failure,refused-stream", num_retries: 2 }
                            per_request_buffer_limit_bytes: 33554432
  clusters:
    - name: gateway
      connect_timeout: 2s
      type: STRICT_DNS
      typed_extension_protocol_options:
        envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
          "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
          common_http_protocol_options: { idle_timeout: 4s }
          explicit_http_config: { http_protocol_options: {} }
      circuit_breakers: { thresholds: [{ max_connections: 10000, max_pending_requests: 10000, max_requests: 10000 }] }
      outlier_detection: { consecutive_5xx: 5, max_ejection_percent: 50 }
      health_checks: [{ timeout: 2s, interval: 5s, unhealthy_threshold: 3, healthy_threshold: 1, http_health_check: { path: /readyz } }]
      transport_socket:
        name: envoy.transport_sockets.tls
        typed_config:
          "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
          sni: gateway.internal
          common_tls_context: { validation_context: { trusted_ca: { filename: /etc/ssl/certs/ca-certificates.crt } } }
      load_assignment:
        cluster_name: gateway
        endpoints:
          - lb_endpoints:
              - endpoint: { address: { socket_address: { address: a.internal, port_value: 5020 } } }
              - endpoint: { address: { socket_address: { address: b.internal, port_value: 5020 } } }
`;

/** A configuration in which nothing is wrong, with some of its texts changed. */
export const bootstrap = (...changes: readonly (readonly [from: string | RegExp, to: string])[]): string =>
  changes.reduce((text, [from, to]) => text.replace(from, to), good);
