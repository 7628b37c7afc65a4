/** What a fault is: a named way of going wrong, at the level where it lives. */
import type { Answer, Frame, Speech } from '../speak/answer.ts';
import type { Ask } from '../upstream/ask.ts';
import type { NameAnswer } from '../names/message.ts';
import type { Defect } from '../tls/authority.ts';
import type { Steps } from '../upstream/step.ts';

export type FaultGroup = 'name' | 'tcp' | 'tls' | 'http' | 'app' | 'stream';

/** Numbers a fault can be tuned with, each with its default. */
export type Params = Readonly<Record<string, number>>;

/** What a fault at the request's level has at hand. */
export interface Meeting {
  readonly ask: Ask;
  readonly answer: Answer;
  readonly speech: Speech;
  /** Of the answer as a stream; empty for embeddings. */
  readonly frames: readonly Frame[];
  /** The answer as one JSON body. */
  readonly whole: string;
  /** Between two words. */
  readonly paceMs: number;
  /** Whether its connection has had a request before. */
  readonly isReused: boolean;
  /** Calls the server is busy with, this one included. */
  readonly running: () => number;
}

/** What a fault of the name has at hand. */
export interface Looked {
  /** What a good name server would say. */
  readonly right: Extract<NameAnswer, { readonly kind: 'found' }>;
  /** The first question for a family of addresses is 1. */
  readonly nth: number;
}

interface Named {
  readonly group: FaultGroup;
  /** One line on what it does. */
  readonly says: string;
  readonly params: Params;
}

export type Fault =
  /** Meets the question what the upstream's name stands for. */
  | (Named & { readonly at: 'name'; readonly answers: (looked: Looked, params: Params) => NameAnswer })
  /** Nobody listens. */
  | (Named & { readonly at: 'port' })
  /** Meets the connection before a byte of the request is read. */
  | (Named & { readonly at: 'connection'; readonly steps: (params: Params) => Steps })
  /** Shows a certificate that nobody should trust. */
  | (Named & { readonly at: 'handshake'; readonly certificate: Defect })
  /** Meets a question for its health or its models; calls go well. */
  | (Named & { readonly at: 'check'; readonly steps: () => Steps })
  /** Meets a request that was read whole. */
  | (Named & { readonly at: 'request'; readonly steps: (meeting: Meeting, params: Params) => Steps });

const tuned = <P extends Params>(defaults: P, params: Params): P => ({ ...defaults, ...params });

/** Whatever a body says in words says that it was done on purpose. */
export const injected = 'injected by the drill';

export const onName = <P extends Params>(
  named: { readonly says: string; readonly params: P },
  answers: (looked: Looked, params: P) => NameAnswer,
): Fault => ({
  ...named,
  group: 'name',
  at: 'name',
  answers: (looked, params) => answers(looked, tuned(named.params, params)),
});

export const onPort = (group: FaultGroup, says: string): Fault => ({ at: 'port', group, says, params: {} });

export const onHandshake = (says: string, certificate: Defect): Fault => ({
  at: 'handshake',
  group: 'tls',
  says,
  params: {},
  certificate,
});

export const onConnection = <P extends Params>(
  named: { readonly group: FaultGroup; readonly says: string; readonly params: P },
  steps: (params: P) => Steps,
): Fault => ({ ...named, at: 'connection', steps: (params) => steps(tuned(named.params, params)) });

export const onCheck = (says: string, steps: () => Steps): Fault => ({
  at: 'check',
  group: 'http',
  says,
  params: {},
  steps,
});

export const onRequest = <P extends Params>(
  named: { readonly group: FaultGroup; readonly says: string; readonly params: P },
  steps: (meeting: Meeting, params: P) => Steps,
): Fault => ({ ...named, at: 'request', steps: (meeting, params) => steps(meeting, tuned(named.params, params)) });
