/** What operators are told of a trouble, by which way, and what became of it. */
import type { Impact } from './incident.ts';
import type { Delivery } from './letter.ts';

/** From the least to the gravest; PagerDuty's words. */
export const alertSeverities = ['warning', 'error', 'critical'] as const;
export type AlertSeverity = (typeof alertSeverities)[number];

/** Of announced work and peaks: announced, begun, over or called off. */
export const workEvents = ['announced', 'began', 'ended'] as const;
export type WorkEvent = (typeof workEvents)[number];

export const isWorkEvent = (event: string): event is WorkEvent => workEvents.some((one) => one === event);

/** Times of day in minutes after midnight; `from` may be later than `until`: then midnight lies between. */
export interface QuietHours {
  readonly from: number;
  readonly until: number;
  /** IANA name. */
  readonly zone: string;
}

interface SinkBase {
  readonly name: string;
  /** The least that is sent. */
  readonly severity: AlertSeverity;
  readonly quiet: QuietHours | null;
  /** What it hears of announced work; work that is late is an incident, whatever stands here. */
  readonly maintenance: readonly WorkEvent[];
  /** Whether it may be at an address that is not public. */
  readonly allowPrivate: boolean;
}

export interface WebhookSink extends SinkBase {
  readonly kind: 'webhook';
  readonly secretUrl: string;
  /** Signs what is sent; `whsec_` and base64, or any text. */
  readonly secret: string | null;
}

export interface SlackSink extends SinkBase {
  readonly kind: 'slack';
  readonly secretUrl: string;
}

export interface PagerDutySink extends SinkBase {
  readonly kind: 'pagerduty';
  readonly url: string;
  readonly routingKey: string;
}

export interface EmailSink extends SinkBase {
  readonly kind: 'email';
  readonly server: { readonly host: string; readonly port: number; readonly isTls: boolean };
  readonly user: string | null;
  readonly password: string | null;
  readonly from: string;
  readonly to: readonly string[];
}

export type Sink = WebhookSink | SlackSink | PagerDutySink | EmailSink;

/** `test`: nothing is wrong, an operator wants to see whether it arrives. */
export type NoticeEvent = 'opened' | 'updated' | 'resolved' | 'test' | WorkEvent;

/** What is told of one trouble. All of it is names, numbers and an operator's or our own words: escape it where it goes. */
export interface Notice {
  /** The same however often it is sent. */
  readonly id: string;
  /** The incident, or the announced work. */
  readonly about: string;
  readonly event: NoticeEvent;
  readonly severity: AlertSeverity;
  readonly title: string;
  readonly text: string;
  readonly impact: Impact;
  /** Times in ms since the Unix epoch. */
  readonly startedAt: number;
  readonly noticedAt: number;
  readonly resolvedAt: number | null;
  /** Code and family. */
  readonly cause: { readonly code: string; readonly family: string } | null;
  readonly calls: number;
  readonly failed: number;
  readonly rescued: number;
  /** Names of models that are hit, the first twenty. */
  readonly models: readonly string[];
  readonly isPublished: boolean;
  /** Its page, where it has one. */
  readonly link: string | null;
}

/** One thing that is sent: a burst of troubles is one message. */
export interface AlertMessage {
  /** The same for the same notices to the same sink: who got it twice can tell. */
  readonly id: string;
  readonly at: number;
  /** One line for all of it. */
  readonly headline: string;
  readonly notices: readonly Notice[];
}

/** Brings messages to sinks. Never rejects, and never takes longer than ten seconds. */
export interface Courier {
  deliver(sink: Sink, message: AlertMessage, signal: AbortSignal): Promise<Delivery>;
}
