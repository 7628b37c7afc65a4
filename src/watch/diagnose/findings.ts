/** What each step of a diagnosis found, in words, with what to do. */
import type { Cause, CauseCode, Clue } from '../../domain/cause.ts';
import { traits } from '../../domain/cause.ts';
import type { Figures } from '../../domain/figures.ts';
import type { WireFacts } from '../../domain/ports.ts';
import type { Upstream } from '../../domain/upstream.ts';
import { words } from '../../domain/words/index.ts';
import type { ModelServer } from '../../dialect/model-server.ts';
import { isOfTheCheck } from '../../policy/check.ts';
import type { Health } from '../probe/health.ts';
import { listedIn } from '../probe/listing.ts';

export interface Finding {
  readonly id: 'dns' | 'connect' | 'tls' | 'models' | 'health' | 'load' | 'completion';
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  /** What this step alone took; `null`: it was not measured. */
  readonly ms: number | null;
  readonly says: string;
  readonly evidence: readonly Clue[];
  readonly code: CauseCode | null;
  /** May be empty. */
  readonly todo: string;
}

type Told = Pick<Finding, 'says'> & Partial<Finding>;

const found = (id: Finding['id'], status: Finding['status'], told: Told): Finding => ({
  id,
  status,
  ms: null,
  evidence: [],
  code: null,
  todo: '',
  ...told,
});

const failed = (id: Finding['id'], cause: Cause, more: Partial<Finding> = {}): Finding =>
  found(id, 'fail', {
    says: words[cause.code].happened,
    evidence: cause.clues,
    code: cause.code,
    todo: words[cause.code].operator[0],
    ...more,
  });

export const notReached = (id: Finding['id']): Finding => found(id, 'skip', { says: 'It was not reached.' });

type Stage = 'dns' | 'connect' | 'tls' | 'answer';

const unreached: ReadonlySet<CauseCode> = new Set([
  'connection_refused',
  'connection_timeout',
  'destination_ip_unroutable',
  'destination_ip_prohibited',
  'connection_limit_reached',
]);

/** How far it came. */
export const stageOf = (cause: Cause | null, facts: WireFacts): Stage => {
  if (cause === null || cause.receivedStatus !== null) return 'answer';
  const { family } = traits[cause.code];
  if (family === 'dns' || family === 'tls') return family;
  return unreached.has(cause.code) && facts.bytesReceived === 0 ? 'connect' : 'answer';
};

const stages: readonly Stage[] = ['dns', 'connect', 'tls', 'answer'];

/** What the first question says of the way: name, connection, encryption. */
export const wayFindings = (upstream: Upstream, { cause, facts }: Health): readonly Finding[] => {
  const { phases, addresses, remoteAddress } = facts;
  const stage = stageOf(cause, facts);
  const step = (id: Exclude<Stage, 'answer'>, well: () => Finding): Finding => {
    if (cause !== null && stage === id) return failed(id, cause, { ms: phases[id] });
    return stages.indexOf(id) > stages.indexOf(stage) ? notReached(id) : well();
  };
  return [
    step('dns', () =>
      phases.dns === null
        ? found('dns', 'skip', { says: 'No name had to be looked up.' })
        : found('dns', 'ok', {
            says: 'The name leads to an address.',
            ms: phases.dns,
            evidence: [{ says: 'addresses', value: addresses.join(' ') }],
          }),
    ),
    step('connect', () =>
      found('connect', 'ok', {
        says: 'It takes connections.',
        ms: phases.connect,
        evidence: remoteAddress === null ? [] : [{ says: 'connected to', value: remoteAddress }],
      }),
    ),
    step('tls', () =>
      upstream.url.startsWith('https:')
        ? found('tls', 'ok', { says: 'The connection is encrypted, and the certificate is good.', ms: phases.tls })
        : found('tls', 'skip', { says: 'The connection is not encrypted: its URL begins with http.' }),
    ),
  ];
};

type Page = 'models' | 'health' | 'completion';

const goodSays = {
  models: 'It lists its models.',
  health: 'Its health path answers well.',
  completion: 'The model answers.',
} as const satisfies Record<Page, string>;

/** One that turns a page down is there: doubtful for the pages, a failure for an answer. */
export const pageFinding = (id: Page, { cause, facts, list }: Health): Finding => {
  const ms = facts.phases.end ?? facts.phases.firstByte;
  if (cause !== null) {
    const isDoubt = id !== 'completion' && isOfTheCheck(cause);
    return failed(id, cause, { ms, status: isDoubt ? 'warn' : 'fail' });
  }
  const listing = list === null ? null : listedIn(list);
  if (id === 'models' && listing === null) return found(id, 'warn', { says: 'It answers, but lists no models.', ms });
  const evidence = listing === null ? [] : [{ says: 'models', value: String(listing.size) }];
  return found(id, 'ok', { says: goodSays[id], ms, evidence });
};

/** What a recognised model server says of its own load. */
export const loadFinding = (server: ModelServer, { running, waiting, slots, loading }: Figures): Finding => {
  const numbers = { 'calls it works on': running, 'calls in its queue': waiting, 'its places': slots };
  const evidence = Object.entries(numbers).flatMap(([says, value]) =>
    value === null ? [] : [{ says, value: String(value) }],
  );
  if (loading)
    return found('load', 'fail', { says: `It is ${server}, and it is loading a model.`, evidence, code: 'loading' });
  return (waiting ?? 0) > 0
    ? found('load', 'warn', { says: `It is ${server}, and calls wait in its own queue.`, evidence })
    : found('load', 'ok', { says: `It is ${server}, and nothing waits there.`, evidence });
};
