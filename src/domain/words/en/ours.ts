/** Words for what this gateway decides itself. */
import type { CauseWords } from '../index.ts';
import { did, safe, tell, usually } from './phrases.ts';

export const oursWords = {
  throttled: {
    title: 'Your key has reached its limit',
    happened: 'More requests came with your key than it may send in this time.',
    did: 'It refused the request before anything was sent, and says exactly how long to wait.',
    caller: [
      'Wait for the time in `Retry-After`, then go on.',
      'Spread requests out, and send fewer at the same time.',
    ],
    operator: [
      'The limits are `requestsPerMinute`, `tokensPerMinute` and `concurrency` of the key under `keys`. This is a limit of yours, not a failure.',
    ],
    usually: 'Seconds, at most a minute; the answer names the time.',
    safe: {
      message: safe.atTheDoor.message,
      data: safe.atTheDoor.data,
      account: 'No. A limit is a pace, not a punishment.',
    },
  },
  too_busy: {
    title: 'The gateway is full',
    happened: 'This gateway is handling as many requests as it can just now.',
    did: 'It refused the request at once rather than let it wait without hope.',
    caller: [tell.wait],
    operator: [
      'Calls that wait for a place at an upstream show in `good_gateway_queue_depth`: add upstreams or replicas, or raise `maxConcurrency` where it is set too low.',
      'The gateway’s own limits are `limits.calls`, `limits.queue` and `limits.connections`. Raise them only if memory and CPU allow; else add another gateway.',
      'Look at `good_gateway_in_flight` and at slow upstreams: calls that take longer fill the house.',
    ],
    usually: usually.short,
    safe: safe.atTheDoor,
  },
  deadline_exceeded: {
    title: 'The time for this call ran out',
    happened: 'The time that this call was given ran out before an answer was there.',
    did: 'It tried until the time was up. The list of attempts shows where the time went.',
    caller: [
      'Send it again, with more patience where you set it: the `Good-Gateway-Timeout` header or your client’s timeout.',
      'Ask for a stream, a shorter answer or a faster model.',
    ],
    operator: [
      'The clock is `timeouts.total` (15m by default) or the caller’s own `Good-Gateway-Timeout`.',
      'If the attempts show a slow upstream, see to that one; raising the clock only moves the wait.',
    ],
    usually: usually.moment,
    safe: safe.perhaps,
  },
  stream_too_long: {
    title: 'The answer went on for too long',
    happened: 'The answer was still going on after the longest time that is allowed.',
    did: 'It ended the answer with an error, so that half an answer never looks like a whole one.',
    caller: ['Ask for less at once, or set `max_tokens`. Then ask it to go on from where it stopped.'],
    operator: [
      'A stream as a whole may last one hour. A model that never ends is often one without a working stop word: check its chat template.',
    ],
    usually: usually.untilChanged,
    safe: safe.cut,
  },
  draining: {
    title: 'The gateway is being restarted',
    happened: 'This gateway is about to restart and takes no new requests.',
    did: 'It lets running answers finish and sends new requests away at once.',
    caller: [tell.wait],
    operator: [
      'Normal during a rollout. With a second gateway behind a load balancer that looks at `/readyz`, nobody sees it.',
      'How long running answers may take is `drain` (25s by default).',
    ],
    usually: usually.short,
    safe: safe.atTheDoor,
  },
  gateway_restarted: {
    title: 'The gateway stopped in the middle of the call',
    happened: 'This gateway ended unexpectedly, or stood still for too long, while it worked on the call.',
    did: 'It went on with the calls it had kept on disk, as far as that is safe. This one it could not finish.',
    caller: [tell.wait, 'What you have of the answer may be incomplete.'],
    operator: [
      'Look at how the process ended: killed for want of memory, by a supervisor, with the machine? Its log ends there.',
      '`keepPrompts: durable` goes on after a restart with all calls that are streamed, or made with an `Idempotency-Key`.',
    ],
    usually: usually.short,
    safe: safe.perhaps,
  },
  retry_budget_exhausted: {
    title: 'Too many calls failed at once to try this one again',
    happened: 'So many requests are failing just now that trying each of them again would make it worse.',
    did: 'It made the first attempt and its first move to another upstream, and saved the rest to let the AI service recover.',
    caller: [tell.wait, 'Do not send it again in a quick loop: that keeps the trouble going.'],
    operator: [
      'See to the cause of the first attempts; this only limits the damage. `good_gateway_retry_budget` shows what is left.',
      'The share is `retries.budget` (20% by default, with a floor of 10 a second for each upstream).',
    ],
    usually: usually.moderate,
    safe: safe.perhaps,
  },
  destination_unavailable: {
    title: 'No AI service can take this now',
    happened: 'Every AI service that could answer this has failed lately and is being given a rest.',
    did: 'It did not send the request to services that are known to fail, and tests in the background when they are back.',
    caller: [tell.wait, tell.otherModel, tell.notYou],
    operator: [
      'Each upstream’s own cause stands in the explanation and at `/metrics` (`good_gateway_upstream_state`).',
      'If the upstreams are well when asked directly, the health check is wrong: see `upstreams.NAME.health.path`.',
      'Add a target that shares nothing with the others: another provider, another zone.',
    ],
    usually: usually.outage,
    safe: safe.atTheDoor,
  },
  destination_not_found: {
    title: 'No AI service is set up for this',
    happened: 'This gateway has not been told where to send a request like this.',
    did: did.refused,
    caller: ['See which models there are: `GET /v1/models`.', tell.operator],
    operator: ['No route leads anywhere: add the model or `"*"` under `models`, with at least one target.'],
    usually: usually.untilMended,
    safe: safe.atTheDoor,
  },
  proxy_configuration_error: {
    title: 'The gateway is set up wrongly',
    happened: 'A setting of this gateway is wrong, so it could not send the request.',
    did: did.refused,
    caller: [tell.notYou, tell.operator],
    operator: [
      'The evidence and the log name the setting. Mend it and reload with SIGHUP; a config that is refused leaves the old one in force.',
    ],
    usually: usually.untilMended,
    safe: safe.atTheDoor,
  },
  proxy_internal_error: {
    title: 'The gateway itself failed',
    happened: 'This gateway made a mistake while it handled the request.',
    did: 'It ended this call, wrote the mistake down and goes on with all others.',
    caller: [tell.wait, tell.operator, tell.notYou],
    operator: [
      'This is a fault in Good Gateway, not in an upstream. The log has an entry with the request id and the place in the code.',
      'Please report it with that entry and the version; it holds no prompt and no key.',
    ],
    usually: usually.moment,
    safe: safe.perhaps,
  },
} as const satisfies Record<string, CauseWords>;
