/** The clocks that software comes with: a failure after just that long names its likely owner. */

interface KnownClock {
  readonly seconds: number;
  readonly owner: string;
}

const clocks: readonly KnownClock[] = [
  { seconds: 10, owner: 'undici connect, AWS load balancer connect' },
  { seconds: 15, owner: 'Envoy route timeout' },
  { seconds: 29, owner: 'AWS API Gateway integration' },
  { seconds: 30, owner: 'Google load balancer backend, gunicorn worker, Heroku router' },
  { seconds: 60, owner: 'nginx proxy_read_timeout, AWS load balancer idle timeout' },
  { seconds: 100, owner: 'Cloudflare' },
  { seconds: 120, owner: 'Cloudflare (newer), a client of two minutes' },
  { seconds: 180, owner: 'a client of three minutes' },
  { seconds: 300, owner: 'undici headers and body, Envoy idle stream' },
  { seconds: 600, owner: 'OpenAI and Anthropic client libraries' },
];

/** A clock within 1 % (at least 0.3 s) below or above: `null` when the time is nobody's. */
export const clockAt = (seconds: number): KnownClock | null =>
  clocks.find(
    (clock) => seconds >= clock.seconds - 0.05 && seconds <= clock.seconds + Math.max(0.3, clock.seconds * 0.01),
  ) ?? null;
