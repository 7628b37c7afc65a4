/** `good-gateway/client`: what an application may rely on. */
export type { Change } from './call.ts';
export type { ClientOptions, GatewayClient, Unfinished } from './client.ts';
export { createClient, createFetch } from './client.ts';
export type { Explanation, Who } from './gateway-error.ts';
export { explain, GatewayError } from './gateway-error.ts';
export type { Outbox, OutboxEntry } from './outbox.ts';
export { memoryOutbox } from './outbox.ts';
export { browserOutbox } from './outbox-browser.ts';
