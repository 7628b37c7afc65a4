/** Brings alerts to sinks: a kind of sink is a file here and a line in the table below. */
import type { AlertMessage, Courier, Notice, Sink } from '../../domain/alert.ts';
import type { Delivery, Send } from '../../domain/letter.ts';
import type { Names } from '../../domain/ports.ts';
import { deliverEmail } from './email.ts';
import { deliverPagerDuty } from './pagerduty.ts';
import { failed, limitMs } from './send.ts';
import { deliverSlack } from './slack.ts';
import { deliverWebhook } from './webhook.ts';

/** The words, the same at every sink; they come from above. */
export interface Wording {
  readonly lineOf: (notice: Notice) => string;
  readonly factsOf: (notice: Notice) => readonly (readonly [name: string, value: string])[];
}

export interface Tools {
  readonly send: Send;
  readonly names: Names;
  readonly wording: Wording;
  readonly now: number;
  readonly signal: AbortSignal;
}

export type Deliver<Kind extends Sink> = (sink: Kind, message: AlertMessage, tools: Tools) => Promise<Delivery>;

const kinds = {
  webhook: deliverWebhook,
  slack: deliverSlack,
  pagerduty: deliverPagerDuty,
  email: deliverEmail,
} as const satisfies { readonly [Kind in Sink['kind']]: Deliver<Extract<Sink, { kind: Kind }>> };

export const openCourier = (send: Send, names: Names, wording: Wording): Courier => {
  return {
    async deliver(sink, message, signal) {
      // Safe: the table has a function for each kind, and takes the sink of that kind.
      const deliver = kinds[sink.kind] as Deliver<Sink>;
      try {
        const bounded = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
        return await deliver(sink, message, { send, names, wording, now: Date.now(), signal: bounded });
      } catch (error) {
        return failed(error);
      }
    },
  };
};
