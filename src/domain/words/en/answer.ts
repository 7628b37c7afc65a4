/** Words for what an upstream answers when it does not answer the question. */
import type { CauseWords } from '../index.ts';
import { did, safe, tell, usually } from './phrases.ts';

export const answerWords = {
  rate_limited: {
    title: 'The AI service asks for a slower pace',
    happened: 'The AI service is getting more requests from this gateway than it has agreed to take.',
    did: did.later,
    caller: [tell.wait, tell.otherModel],
    operator: [
      'The limit is the provider’s, on our key: see its console for requests and tokens a minute, and ask for more.',
      'Set `keys.NAME.requestsPerMinute` and `tokensPerMinute` so that one caller cannot use up the limit of all.',
      'Add a target with another key or provider; the gateway moves on to it by itself.',
    ],
    usually: 'Until the time the AI service named; mostly under a minute.',
    safe: safe.declined,
  },
  quota_exhausted: {
    title: 'The allowance at the AI service is used up',
    happened: 'The allowance that was bought from the AI service is used up.',
    did: did.elsewhere,
    caller: [tell.notYou, tell.otherModel, tell.operator],
    operator: [
      'Waiting does not help: add credit, raise the spending limit, or wait for the next billing period in the provider’s console.',
      'Add a target at another provider as tier 2, so that a spent budget is no outage.',
    ],
    usually: 'Until somebody adds credit, or the next billing period begins.',
    safe: safe.declined,
  },
  overloaded: {
    title: 'The AI service has too much to do',
    happened: 'The AI service has more work just now than it can do.',
    did: did.later,
    caller: [tell.wait, tell.otherModel],
    operator: [
      'A provider’s overload (529, 503) passes; a second provider for the model bridges it.',
      'For a server of your own: add replicas, lower `upstreams.NAME.maxConcurrency` to what it really can do, and look at its queue.',
    ],
    usually: 'Seconds to minutes; at busy hours again and again.',
    safe: safe.declined,
  },
  loading: {
    title: 'The model is still being loaded',
    happened: 'The AI service has just started and is still loading the model.',
    did: did.later,
    caller: [tell.wait],
    operator: [
      'Give the server a readiness check that turns good only when the model is loaded, and set `upstreams.NAME.health.path` to it.',
      'Keep the model in memory (Ollama: `keep_alive`), and start a new replica before the old one stops.',
    ],
    usually: 'Half a minute to a few minutes, by the size of the model.',
    safe: safe.declined,
  },
  maintenance: {
    title: 'The AI service is closed for planned work',
    happened: 'The AI service is closed for planned work.',
    did: did.later,
    caller: ['Wait until the time it names, if it names one.', tell.otherModel],
    operator: [
      'Announced here: `good-gateway maintenance list` has it, with its end. Else look at the provider’s status page for the window and for overruns.',
      'For your own servers: take one out at a time, and give the model a second target.',
    ],
    usually: 'As long as announced: minutes to a few hours.',
    safe: safe.declined,
  },
  upstream_error: {
    title: 'The AI service failed inside',
    happened: 'The AI service tried to answer and failed inside.',
    did: did.anywhere,
    caller: [tell.wait, tell.otherModel],
    operator: [
      'Its log has the reason, at the time and with the request id in the explanation.',
      'If it began with a release, take the release back. If one kind of request does it, send that one alone to see.',
    ],
    usually: usually.outage,
    safe: safe.perhaps,
  },
  upstream_gateway_error: {
    title: 'Another gateway could not reach the AI service',
    happened: 'The front desk of the AI service could not reach the machines behind it.',
    did: did.anywhere,
    caller: [tell.wait, tell.otherModel],
    operator: [
      'The 502 or 503 is not ours: a proxy or load balancer at the upstream sent it. The evidence names its maker where the page showed it.',
      'If it is your own nginx or load balancer: its error log says why (`connect() failed`, `no live upstreams`, `upstream prematurely closed connection`).',
      'If it is the provider’s: see its status page, and rely on a second target.',
    ],
    usually: usually.outage,
    safe: safe.perhaps,
  },
  upstream_gateway_timeout: {
    title: 'Another gateway gave up waiting',
    happened: 'The front desk of the AI service waited for the machines behind it and gave up.',
    did: did.elsewhere,
    caller: [tell.wait, 'Ask for a stream (`"stream": true`), or for a shorter answer.'],
    operator: [
      'The 504 (or 524) comes from a proxy at the upstream whose clock is shorter than the answer takes: nginx `proxy_read_timeout` (60 s by default), AWS load balancer idle timeout (60 s), Cloudflare 100 s.',
      'Raise it above the longest answer, or stream: then the first bytes come early and stop that clock.',
    ],
    usually: usually.moderate,
    safe: safe.perhaps,
  },
  wrong_content: {
    title: 'There is no AI service at that address',
    happened: 'Where the AI service should be, something answered that knows nothing of it: most often a web page.',
    did: did.elsewhere,
    caller: [tell.notYou, tell.operator],
    operator: [
      'Most often `upstreams.NAME.url` lacks its path (such as `/v1`) or points to a web site: `curl -sS URL/models` must give JSON.',
      'Otherwise a sign-in page, a bot check or a firewall’s block page is in the way: allow the gateway’s address there.',
    ],
    usually: usually.untilMended,
    safe: safe.perhaps,
  },
  redirected: {
    title: 'The AI service has moved or wants a sign-in',
    happened: 'The address of the AI service sent the gateway on to another address, which it does not follow.',
    did: did.elsewhere,
    caller: [tell.notYou, tell.operator],
    operator: [
      'Redirects are never followed, because they would carry the key to somebody else. See where it leads: `curl -sSI URL/models`.',
      'Write the final address into `upstreams.NAME.url`: usually `https` for `http`, a `www`, or a missing path.',
    ],
    usually: usually.untilMended,
    safe: safe.perhaps,
  },
  empty_answer: {
    title: 'The answer was empty',
    happened: 'The AI service said that all went well and sent nothing.',
    did: did.anywhere,
    caller: [tell.wait, tell.otherModel],
    operator: [
      'Status 200 with no body, no choices or an end mark at once: a worker that died behind its own front, or a filter that removed everything. Its log at that time tells.',
      'Check a chat template or a stop word that ends answers at once.',
    ],
    usually: usually.short,
    safe: safe.perhaps,
  },
  invalid_answer: {
    title: 'The answer made no sense',
    happened: 'The AI service answered, but not in the form that was agreed on.',
    did: did.honest,
    caller: [tell.wait, tell.otherModel, tell.operator],
    operator: [
      'Broken JSON, a broken event or a wrong shape: compare with `curl -sN` straight at the server.',
      'Check that `upstreams.NAME.dialect` is what the server speaks, and that server and client library fit together.',
    ],
    usually: usually.untilMended,
    safe: safe.perhaps,
  },
  key_refused: {
    title: 'The gateway’s own key was refused',
    happened: 'The AI service did not accept the key of this gateway.',
    did: did.elsewhere,
    caller: ['Your own key is fine: this is the gateway’s.', tell.otherModel, tell.operator],
    operator: [
      'Try the key: `curl -sS -H "Authorization: Bearer $KEY" URL/models`. Expired, revoked, of another project, or with a line end copied along.',
      'Check the variable that `upstreams.NAME.key` names, in the environment of the running process, then reload with SIGHUP.',
      'Status 403 with a good key: the model or the region is not enabled for that account.',
    ],
    usually: usually.untilMended,
    safe: {
      message: safe.declined.message,
      data: safe.declined.data,
      account: 'No. The key that was refused belongs to the gateway, not to you.',
    },
  },
  request_blocked: {
    title: 'A filter in front of the AI service blocked it',
    happened: 'A filter in front of the AI service took the request for something harmful and blocked it.',
    did: did.elsewhere,
    caller: [
      tell.otherModel,
      'Code or web addresses in the message can set a filter off: try without them.',
      tell.operator,
    ],
    operator: [
      'A web application firewall or proxy answered, not the model. Its log has the rule, by time and request id.',
      'Exempt the API path from body inspection there, or allow the gateway’s address.',
    ],
    usually: usually.untilMended,
    safe: {
      message: safe.declined.message,
      data: safe.declined.data,
      account: 'No. Filters judge a request, not a person; the gateway holds nothing against you.',
    },
  },
} as const satisfies Record<string, CauseWords>;
