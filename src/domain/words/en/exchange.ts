/** Words for what goes wrong while a request is sent and its answer read. */
import type { CauseWords } from '../index.ts';
import { did, safe, tell, usually } from './phrases.ts';

const cut = ['Keep what you have of the answer, or send the message again for a new one.', tell.otherModel] as const;

export const exchangeWords = {
  keepalive_race: {
    title: 'A resting line was closed just as it was needed',
    happened: 'The gateway used a line that was still open, and the AI service closed it at that very moment.',
    did: did.anywhere,
    caller: [tell.wait],
    operator: [
      'The server closes idle connections sooner than we reuse them: raise its keep-alive time (nginx `keepalive_timeout`, Node `keepAliveTimeout`, uvicorn `--timeout-keep-alive`, gunicorn `--keep-alive`) above that of everything in front of it.',
      'The rule for a chain: the further from the caller, the longer a resting connection is kept.',
    ],
    usually: usually.moment,
    safe: safe.perhaps,
  },
  connection_terminated: {
    title: 'The AI service hung up',
    happened: 'The AI service took the message and then hung up.',
    did: did.honest,
    caller: [tell.wait, tell.otherModel],
    operator: [
      'A process died or was restarted: look at the server’s log at that time, at `kubectl describe pod` for `OOMKilled`, and at `dmesg` for the OOM killer or GPU errors.',
      'If the same request does it each time, that request kills the server: limit context length and batch size there.',
      'If it happens with each rollout, the server does not drain: let it finish its requests on SIGTERM.',
    ],
    usually: usually.short,
    safe: safe.perhaps,
  },
  connection_write_timeout: {
    title: 'The AI service stopped listening',
    happened: 'The AI service stopped taking in the message before it was all sent.',
    did: did.elsewhere,
    caller: [tell.wait, 'Send less at once: shorter history, smaller files.'],
    operator: [
      'The server or a proxy in front of it does not read: check its body limits and its load.',
      'If small requests pass and large ones hang, suspect the path’s MTU (VPN, PPPoE): `ping -M do -s 1472 HOST`.',
    ],
    usually: usually.short,
    safe: safe.perhaps,
  },
  http_response_timeout: {
    title: 'The AI service took too long',
    happened: 'The AI service took the message but did not answer in time.',
    did: did.elsewhere,
    caller: [
      tell.wait,
      'Ask for a stream (`"stream": true`): its first words come much sooner than a whole answer.',
      'A shorter message or a smaller model answers faster.',
    ],
    operator: [
      'If healthy answers take nearly as long, the clock is too short: raise `timeouts.answer` (not streamed), or set `timeouts.firstToken` to `auto`, which never cuts.',
      'Otherwise the server is overloaded or hangs: look at its queue (vLLM: `vllm:num_requests_waiting`) and its GPU use.',
      'Clocks must grow towards the caller: server < gateway < proxies in front < client.',
    ],
    usually: usually.moderate,
    safe: safe.perhaps,
  },
  connection_read_timeout: {
    title: 'The answer stopped in the middle',
    happened: 'The AI service began to answer and then fell silent.',
    did: did.honest,
    caller: cut,
    operator: [
      'The clock is `timeouts.idle` (60s by default), from one piece of content to the next; heartbeats do not count.',
      'A model that thinks for long without a word needs a longer one, for its upstream alone.',
      'Otherwise look for a hung GPU worker, or for a firewall or NAT that forgets quiet connections.',
    ],
    usually: usually.short,
    safe: safe.cut,
  },
  http_response_incomplete: {
    title: 'The answer broke off',
    happened: 'The AI service hung up before its answer was complete.',
    did: did.honest,
    caller: cut,
    operator: [
      'The body ended before its declared length, its last chunk or its end mark (`[DONE]`, `message_stop`, `finish_reason`).',
      'Look for a crash or restart of the server at that time, and for a proxy with a total time limit: cuts at a round number (60 s, 100 s, 300 s) point to one.',
    ],
    usually: usually.short,
    safe: safe.cut,
  },
  http_response_header_section_size: {
    title: 'The head of the answer was too large',
    happened: 'The AI service sent more information in front of its answer than the gateway takes.',
    did: did.elsewhere,
    caller: [tell.notYou, tell.operator],
    operator: [
      "Find the large header: `curl -sS -D - -o /dev/null URL | awk '{ print length, $1 }' | sort -n | tail`. Cookies and Content-Security-Policy are the usual ones.",
      'Proxies in front have such limits too: nginx `proxy_buffer_size`, HAProxy `tune.bufsize`.',
    ],
    usually: usually.untilMended,
    safe: safe.perhaps,
  },
  http_response_body_size: {
    title: 'The answer was too large',
    happened: 'The AI service sent a longer answer than the gateway takes in one piece.',
    did: did.elsewhere,
    caller: ['Ask for a stream (`"stream": true`), or for less at once: smaller `max_tokens`, fewer inputs.'],
    operator: [
      'The limit is `limits.answer` (64mb by default); it holds for answers that are not streamed.',
      'An answer of this size is often a mistake of the server: look at what it sent.',
    ],
    usually: usually.untilChanged,
    safe: safe.perhaps,
  },
  http_response_transfer_coding: {
    title: 'The answer came garbled',
    happened: 'The answer came in pieces that did not fit together.',
    did: did.honest,
    caller: [tell.wait, tell.otherModel],
    operator: [
      'The chunked coding was broken. Ask the server directly, past any proxy in between: `curl -sv --raw URL`.',
      'If only the way through a proxy is broken, that proxy rewrites bodies: update it or switch its filters off.',
    ],
    usually: usually.untilMended,
    safe: safe.cut,
  },
  http_response_content_coding: {
    title: 'The answer could not be unpacked',
    happened: 'The answer came packed, and it could not be unpacked.',
    did: did.honest,
    caller: [tell.wait, tell.otherModel],
    operator: [
      'The gateway asks for `identity`, yet something compresses, and badly: a server, or a proxy in between. Switch compression off there for the API paths.',
    ],
    usually: usually.untilMended,
    safe: safe.cut,
  },
  http_upgrade_failed: {
    title: 'No common way of talking was found',
    happened: 'The gateway and the AI service did not agree on how to talk to each other.',
    did: did.elsewhere,
    caller: [tell.notYou, tell.operator],
    operator: [
      'The negotiation of the protocol (ALPN or Upgrade) failed. See what the server offers: `curl -sv --http1.1 URL` and `curl -sv --http2 URL`.',
    ],
    usually: usually.untilMended,
    safe: safe.unsent,
  },
  http_protocol_error: {
    title: 'The answer broke the rules',
    happened: 'The AI service answered in a way that the gateway cannot read safely.',
    did: did.elsewhere,
    caller: [tell.wait, tell.otherModel, tell.operator],
    operator: [
      'The HTTP itself was wrong: a bad status line, a bad header, or two lengths at once. See it raw: `curl -sv --raw URL`.',
      'Do not loosen the parser: such answers can be used to smuggle requests. Update the server or the proxy that sends them.',
    ],
    usually: usually.untilMended,
    safe: safe.perhaps,
  },
  not_http: {
    title: 'Something else answers there',
    happened: 'Something answered at the address, but it is not an AI service.',
    did: did.elsewhere,
    caller: [tell.notYou, tell.operator],
    operator: [
      'The port in `upstreams.NAME.url` belongs to another program: the first bytes tell which (`SSH-` a login server, `16 03` TLS on a plain port, `PRI` HTTP/2 only).',
      'TLS on a plain port: write `https://` instead of `http://`.',
    ],
    usually: usually.untilMended,
    safe: safe.perhaps,
  },
  proxy_loop_detected: {
    title: 'The call came back to where it started',
    happened: 'The gateway was about to send the message to itself, round and round.',
    did: did.nowhere,
    caller: [tell.notYou, tell.operator],
    operator: [
      'An `upstreams.NAME.url` leads back to this gateway, directly or through another proxy. Point it to the model server itself.',
      'Check DNS and load-balancer rules that send the model server’s name to the gateway.',
    ],
    usually: usually.untilMended,
    safe: safe.unsent,
  },
} as const satisfies Record<string, CauseWords>;
