/** Words for what only the caller can change. */
import type { CauseWords } from '../index.ts';
import { did, safe, usually } from './phrases.ts';

export const callerWords = {
  unknown_model: {
    title: 'Nobody here serves that model',
    happened: 'No AI service behind this gateway has a model of that name.',
    did: 'It asked every upstream that might serve the model.',
    caller: [
      'See which models there are: `GET /v1/models`.',
      'Check the spelling of `model`: names are case-sensitive.',
    ],
    operator: [
      'Add the name under `models`, or a `"*"` route; a `model` on a target renames it for that upstream.',
      'If the upstream should have it: `curl -sS URL/models` shows what it lists, and `upstreams.NAME.models` overrides that.',
    ],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  invalid_request: {
    title: 'The request could not be understood',
    happened: 'Something in the request is missing or written in a way that cannot be read.',
    did: did.nowhere,
    caller: [
      'The message of the error says what is wrong; `param` names the field where that is known.',
      'Check that the body is valid JSON, encoded as UTF-8, with `model` and `messages` (or `input`).',
    ],
    operator: ['Nothing to do, unless a proxy in front of the gateway rewrites bodies.'],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  context_length_exceeded: {
    title: 'The conversation is too long for this model',
    happened: 'The message and what came before it are longer than this model can read at once.',
    did: did.nowhere,
    caller: [
      'Start a new conversation, or shorten the history or the attached text.',
      'Choose a model with a longer context, or ask for fewer output tokens (`max_tokens`).',
    ],
    operator: [
      'Route long requests to a model with a longer context; for your own server see its limit (vLLM: `--max-model-len`).',
    ],
    usually: usually.untilChanged,
    safe: safe.declined,
  },
  content_filtered: {
    title: 'The AI service declined the content',
    happened: 'The AI service decided that it will not work with this content.',
    did: did.nowhere,
    caller: ['Say it in other words, or leave out what may have been misread.', 'See the provider’s rules for use.'],
    operator: ['The provider’s own filter did it; its console shows and sets how strict it is, where that can be set.'],
    usually: usually.untilChanged,
    safe: {
      message: safe.declined.message,
      data: safe.declined.data,
      account:
        'A single refusal is normal. Only repeated breaches of a provider’s rules matter to it; the gateway keeps no such record.',
    },
  },
  unauthorized: {
    title: 'The key is missing or unknown',
    happened: 'The request came without a key that is known here.',
    did: did.nowhere,
    caller: [
      'Send the key you got from whoever runs the gateway: `Authorization: Bearer KEY` (or `x-api-key: KEY`). A provider’s own key works only where the gateway is set to pass it on.',
      'Look for spaces or line ends that were copied along, and for an old key in an environment variable.',
    ],
    operator: ['Keys stand under `keys` in the config; a changed one counts after a reload.'],
    usually: usually.untilChanged,
    safe: {
      message: safe.turnedDown.message,
      data: safe.turnedDown.data,
      account: 'No. A mistyped key locks nothing.',
    },
  },
  request_denied: {
    title: 'This is not allowed with that key',
    happened: 'The key is known, but it may not be used for this.',
    did: did.nowhere,
    caller: ['Ask whoever gave you the key for what it lacks, or use another model or path.'],
    operator: [
      'If the refusal came from a provider, check the rights of the key that was used there: project, model, region.',
    ],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  foreign_origin: {
    title: 'Another web site tried to call the gateway',
    happened: 'A web page that this gateway does not know tried to use it through your browser.',
    did: did.refused,
    caller: [
      'If you did not expect this, close the page that was open.',
      'If the page is yours, its address must be allowed in the gateway’s config.',
    ],
    operator: [
      'Add the page’s origin, such as `https://app.example.org`, to `cors`. Only pages of origins that you trust.',
    ],
    usually: usually.untilChanged,
    safe: safe.atTheDoor,
  },
  misdirected_host: {
    title: 'The gateway does not go by that name',
    happened: 'The request asked for a host name that is not this gateway’s.',
    did: did.refused,
    caller: [
      'Use the address you were given. On the same machine that is `http://127.0.0.1:5020` or `http://localhost:5020`.',
    ],
    operator: [
      'Set `publicUrl` to the address that callers use; a proxy in front must pass the `Host` header on (nginx: `proxy_set_header Host $host`).',
      'The check protects against web pages that point their own name at this machine (DNS rebinding).',
    ],
    usually: usually.untilChanged,
    safe: safe.atTheDoor,
  },
  not_found: {
    title: 'There is nothing at that address',
    happened: 'The address does not lead to anything on this gateway.',
    did: did.nowhere,
    caller: [
      'The base URL of an OpenAI client ends in `/v1`; that of an Anthropic client does not.',
      'Paths are case-sensitive and have no slash at their end.',
    ],
    operator: ['Other paths under `/v1/` go to the first target of the `"*"` route; without one they end here.'],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  method_not_allowed: {
    title: 'The address is right, the method is not',
    happened: 'The address exists, but it cannot be used in this way.',
    did: did.nowhere,
    caller: [
      'The `Allow` header names the methods that work. Model calls are `POST`, lists are `GET`.',
      'A client that followed a redirect may have turned a POST into a GET: use the final address.',
    ],
    operator: ['Look for a redirect in front of the gateway (http to https): it makes clients change POST to GET.'],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  stream_expired: {
    title: 'This answer is no longer kept',
    happened: 'The answer that was asked for is too old and is no longer kept here.',
    did: 'It keeps a finished answer for a while, so that a lost connection can pick it up, and then forgets it.',
    caller: ['Send the message again for a new answer.', 'Next time, come back to a broken stream sooner.'],
    operator: [
      'Nothing to do. A gateway that was restarted has forgotten its answers too, unless they are kept in a store.',
    ],
    usually: 'For good: what was forgotten does not come back.',
    safe: safe.turnedDown,
  },
  request_timeout: {
    title: 'The request came too slowly',
    happened: 'The request did not arrive in full within the time that is given for it.',
    did: did.refused,
    caller: ['Send it again. On a weak connection send less at once, or try another network.'],
    operator: [
      'If it hits many callers, look at what lies in front: a proxy that holds back bodies, packet loss, an upload limit.',
    ],
    usually: usually.moment,
    safe: safe.atTheDoor,
  },
  request_too_large: {
    title: 'The request is too large',
    happened: 'The request is larger than this gateway takes.',
    did: did.nowhere,
    caller: [
      'Send less: a shorter history, smaller or fewer images and files.',
      'Upload large files through the files API, where the provider has one.',
    ],
    operator: [
      'The limit is `limits.body` (32mb by default). Proxies in front have their own: nginx `client_max_body_size` is 1 MB by default.',
    ],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  unsupported_media_type: {
    title: 'The kind of content is not the one expected',
    happened: 'The request does not say that it is JSON, and only JSON is read here.',
    did: did.nowhere,
    caller: ['Send the header `Content-Type: application/json`.'],
    operator: ['The check keeps web forms of other sites from calling the gateway through a visitor’s browser.'],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  unprocessable_request: {
    title: 'The request is readable but cannot be done',
    happened: 'Everything could be read, but the values do not fit together.',
    did: did.nowhere,
    caller: [
      'The message of the error names the value. If it speaks of `Idempotency-Key`: another request was already sent under that key, so use a new one.',
    ],
    operator: ['Nothing to do, unless a client library is older than the API it calls.'],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  request_headers_too_large: {
    title: 'The headers are too large',
    happened: 'The request carries more side information than this gateway takes.',
    did: did.nowhere,
    caller: [
      'In a browser: clear the cookies of this site, then load the page again.',
      'In a program: leave out headers that are not needed.',
    ],
    operator: [
      'All headers together may have 64 kB. Cookies of other services on the same domain are the usual reason.',
    ],
    usually: usually.untilChanged,
    safe: safe.turnedDown,
  },
  client_gone: {
    title: 'The one who asked had gone',
    happened: 'The connection of the one who asked was closed before the answer was done.',
    did: 'It stopped the work at the AI service, unless it is set to go on for a while (`lostClient`).',
    caller: [
      'If you did not close it: a device that slept, a changed network or a short time limit in your program did.',
      'Raise your client’s timeout above a minute, or ask for a stream.',
    ],
    operator: [
      'Many of these at the same number of seconds point to a proxy in front with a short clock (60 s, 100 s).',
      '`lostClient: 30s` lets a stream go on for that long, so that a reader can come back.',
    ],
    usually: usually.moment,
    safe: safe.cut,
  },
  cancelled: {
    title: 'The call was cancelled',
    happened: 'The one who asked stopped the answer.',
    did: 'It stopped the work at the AI service at once.',
    caller: ['Nothing to do. Send the message again if you want the answer after all.'],
    operator: ['Nothing to do.'],
    usually: usually.moment,
    safe: safe.cut,
  },
} as const satisfies Record<string, CauseWords>;
