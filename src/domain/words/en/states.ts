/** What each state of an upstream is called, and what it means; what to do follows from its cause. */

export type StateMark = 'ok' | 'warn' | 'fail' | 'unknown';

interface StateWords {
  readonly mark: StateMark;
  readonly name: string;
  readonly means: string;
  /** Where no cause says more; may be empty. */
  readonly todo: string;
}

export const stateWords = {
  healthy: { mark: 'ok', name: 'healthy', means: 'It answers.', todo: '' },
  unknown: { mark: 'unknown', name: 'not known yet', means: 'Nothing has come back from it yet.', todo: '' },
  slow: {
    mark: 'warn',
    name: 'slow',
    means: 'It answers, but its first word takes much longer than that of others. It is asked less.',
    todo: 'See how much runs and waits there; add capacity or give it less weight.',
  },
  'rate-limited': {
    mark: 'warn',
    name: 'rate-limited',
    means: 'A limit there is reached. It is left alone for as long as it asked.',
    todo: 'Raise the limit with the provider, or add an upstream.',
  },
  loading: {
    mark: 'warn',
    name: 'loading',
    means: 'It cannot answer yet.',
    todo: 'Nothing to do: it comes by itself.',
  },
  draining: {
    mark: 'warn',
    name: 'draining',
    means: 'It was taken out by hand. What runs there ends first, nothing new goes there.',
    todo: 'Put it back with `resume` when the work is done.',
  },
  drained: {
    mark: 'warn',
    name: 'drained',
    means: 'It was taken out by hand. Nothing goes there.',
    todo: 'Put it back with `resume` when the work is done.',
  },
  'in maintenance': {
    mark: 'warn',
    name: 'in maintenance',
    means: 'Planned work goes on there. Nothing goes there until it ends.',
    todo: '',
  },
  misconfigured: {
    mark: 'fail',
    name: 'misconfigured',
    means: 'It can be reached, but a setting here or there is wrong. Waiting does not help.',
    todo: '',
  },
  ejected: {
    mark: 'warn',
    name: 'ejected',
    means: 'It fails too many of its calls. It is asked last for a while.',
    todo: '',
  },
  down: { mark: 'fail', name: 'down', means: 'It does not answer. It is tried again now and then.', todo: '' },
} as const satisfies Record<string, StateWords>;
