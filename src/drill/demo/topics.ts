/** What the demo model knows beside the catalogue of causes: statuses, and what people ask when something is slow or lost. */

export interface Topic {
  /** Words and phrases of a question that mean this topic; the longest match wins. */
  readonly asked: readonly string[];
  readonly short: string;
  /** Added by the larger model. */
  readonly more: string;
}

export const topics: readonly Topic[] = [
  {
    asked: ['gateway', 'what is a gateway', 'proxy', 'reverse proxy', 'load balancer'],
    short:
      'A gateway is the server you reach first. It passes your request on to the servers behind it and hands their answer back to you. When it cannot get a good answer from them, it has to tell you so: that is what a gateway error is.',
    more: 'So a gateway error seldom means that the gateway itself is broken. It says which of its neighbours failed: nobody listened (refused), nobody answered in time (timeout), or what came was not an answer (bad gateway).',
  },
  {
    asked: ['slow', 'why is it slow', 'takes long', 'takes so long', 'waiting', 'loading', 'hangs', 'stuck', 'latency'],
    short:
      'An answer is slow for one of a few reasons: the model has many requests before yours, your prompt or its answer is long, the model is being loaded, or the network in between is congested. If the first word comes late and the rest is fast, it was a queue; if all of it crawls, it is load or the network.',
    more: 'To tell them apart: look at the time to the first word, then at the words per second, and open the page of the call (/why/ and its request id), which says where the time went. Wait a minute before you retry: every retry of a slow call makes the queue longer.',
  },
  {
    asked: ['lost', 'is my message lost', 'prompt lost', 'my message', 'my prompt'],
    short:
      'Your prompt is not lost when a call fails here. The gateway keeps an accepted call until it has an answer or an honest explanation, and the page of the call says whether the prompt was answered, kept or not kept.',
    more: 'How long it is kept is the operator’s setting (keepPrompts): in memory, in a journal on disk, or not at all.',
  },
  {
    asked: ['retry', 'try again', 'should i retry', 'refresh', 'reload'],
    short:
      'Retry once after a few seconds when the failure was short: a reset, a refused connection, a 502 or 503. When the answer names a time to wait (Retry-After), wait that long. Do not retry what was wrong with the request itself, such as a 400 or a 413: it will fail again.',
    more: 'This gateway retries by itself, on another server where there is one, so a failure you see has been retried already.',
  },
  {
    asked: [
      'vpn',
      'wifi',
      'wi-fi',
      'my internet',
      'my connection',
      'browser',
      'cache',
      'cookies',
      'extension',
      'router',
    ],
    short:
      'If other sites fail as well, it is your side: check the connection, sign in to the Wi-Fi, switch VPN and proxy off, restart the router. If only this site fails, try a private window without extensions, or another network; if it fails there too, it is the server’s side and waiting is all you can do.',
    more: 'Run `good-gateway doctor` to have the path from your device to the gateway checked step by step.',
  },
  {
    asked: ['status page', 'status', 'is it down', 'outage', 'down'],
    short:
      'Look at the status page of this gateway (/status) and at that of the provider behind it. If several people on different networks see the same failure, it is an outage: nothing on your device will mend it.',
    more: 'Most short failures pass in less than a minute, scaling takes 5 to 15 minutes, a large outage of a provider takes hours.',
  },
  {
    asked: ['hello', 'hi', 'hey', 'good morning', 'who are you', 'what are you', 'are you an ai', 'help'],
    short:
      'Hello. You can ask me what an error means ("what is error 502", "connection refused", "what does 504 mean"), why an answer is slow, or whether your message is lost.',
    more: 'I am here so that you can try the gateway without an account anywhere: point it at a real model when you are ready, and the same address will serve it.',
  },
  {
    asked: ['thank', 'thanks', 'bye', 'goodbye'],
    short: 'You are welcome. May your gateways be good.',
    more: '',
  },
];

interface StatusNote {
  readonly name: string;
  readonly means: string;
  /** What to do. */
  readonly next: string;
}

export const statuses: Readonly<Record<string, StatusNote>> = {
  '400': {
    name: 'Bad Request',
    means: 'The server understood you well enough to know that it will not do this: the request has a mistake in it.',
    next: 'Read the message, change the request, and send it again. Sending it unchanged will fail again.',
  },
  '401': {
    name: 'Unauthorized',
    means: 'The key or sign-in that came with the request is missing, wrong or expired.',
    next: 'Sign in again, or check the key for a missing character.',
  },
  '403': {
    name: 'Forbidden',
    means: 'The server knows who you are and does not allow this.',
    next: 'Ask whoever runs the service for access; a firewall may also have taken you for an attacker.',
  },
  '404': {
    name: 'Not Found',
    means: 'There is nothing at this address, or no model of this name.',
    next: 'Check the name of the model and the base URL: most often /v1 is missing or there twice.',
  },
  '408': {
    name: 'Request Timeout',
    means: 'The server waited for the rest of your request and it did not come.',
    next: 'Check your connection, and try again.',
  },
  '413': {
    name: 'Content Too Large',
    means: 'What you sent is larger than the server takes.',
    next: 'Send less: a shorter text, smaller or fewer files.',
  },
  '429': {
    name: 'Too Many Requests',
    means:
      'A limit was reached: too many requests or tokens in a minute, or the quota that was paid for. Nothing is broken.',
    next: 'Wait as long as Retry-After says. If it is the quota, waiting does not help: the plan has to be changed.',
  },
  '499': {
    name: 'Client Closed Request',
    means: 'Whoever asked left before the answer was there; you find it only in logs.',
    next: 'If there are many, the caller’s timeout is shorter than the answers take.',
  },
  '500': {
    name: 'Internal Server Error',
    means: 'The server met a fault of its own while it worked on your request.',
    next: 'Try once more after a few seconds. If it comes again with the same request only, the request triggers a bug: report it.',
  },
  '502': {
    name: 'Bad Gateway',
    means:
      'The server you reached is a go-between, and the server behind it gave it no valid answer: it refused the connection, broke it off, or said something that makes no sense. Your request arrived, the go-between works, the one behind it does not.',
    next: 'Wait some seconds and refresh once; most pass within a minute. If it stays, look at the status page. It is not your device, and clearing caches seldom helps.',
  },
  '503': {
    name: 'Service Unavailable',
    means:
      'The service is there but cannot take your request now: it is overloaded, being restarted, or down for maintenance.',
    next: 'Wait as long as Retry-After says, else a minute, and try again.',
  },
  '504': {
    name: 'Gateway Timeout',
    means:
      'A go-between waited for the server behind it, and its patience ran out before an answer came. The work may still be going on there.',
    next: 'Try again with a shorter request. If you run the service: see which clock ran out, and whether the go-between’s timeout is shorter than the time a good answer takes.',
  },
  '520': {
    name: 'Web Server Returned an Unknown Error',
    means: 'Cloudflare reached the server behind it and got an empty or unreadable answer.',
    next: 'It is the site’s side: wait, and tell them if it stays.',
  },
  '521': {
    name: 'Web Server Is Down',
    means: 'Cloudflare was refused by the server behind it: it is off, or its firewall blocks Cloudflare.',
    next: 'It is the site’s side: wait, and look at its status page.',
  },
  '522': {
    name: 'Connection Timed Out',
    means:
      'Cloudflare could not open a connection to the server behind it in time: overload, or a firewall that drops packets.',
    next: 'It is the site’s side: wait some minutes.',
  },
  '524': {
    name: 'A Timeout Occurred',
    means: 'Cloudflare was connected, but the server behind it took longer than about 100 seconds to answer.',
    next: 'Ask for less at once, or have the answer streamed.',
  },
  '529': {
    name: 'Overloaded',
    means: 'The provider of the model has more requests than it can serve. Anthropic uses this number.',
    next: 'Wait some seconds and retry with growing pauses, or let another model answer.',
  },
};
