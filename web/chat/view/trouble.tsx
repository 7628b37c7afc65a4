/** An answer that failed: one sentence, the way of the call, one main action, the three fears, and where to read more. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Why } from '../../../src/domain/why.ts';
import type { Answer, Trouble } from '../kept/records.ts';
import { useChat } from './context.ts';
import { Way } from './way.tsx';

const Fears = ({ safe }: Pick<NonNullable<Why['told']>, 'safe'>) => (
  <dl class="fears">
    <dt>Is my message lost?</dt>
    <dd>{safe.message}</dd>
    <dt>Is my data safe?</dt>
    <dd>{safe.data}</dd>
    <dt>Is my account at risk?</dt>
    <dd>{safe.account}</dd>
  </dl>
);

/** In the gateway's words: what it did, who can mend it, how long it may last, and the three fears. */
const Told = ({ told }: { readonly told: NonNullable<Why['told']> }) => (
  <details>
    <summary>Do I need to worry, and who mends it?</summary>
    <Fears safe={told.safe} />
    <dl class="facts">
      <dt>Done by itself</dt>
      <dd>{told.did}</dd>
      <dt>Who can mend it</dt>
      <dd>{told.who}</dd>
      <dt>How long</dt>
      <dd>{told.lasts}</dd>
    </dl>
  </details>
);

const Helped = ({ code }: { readonly code: string }) => {
  const { whys } = useChat();
  const state = useSignal<'asked' | 'counted' | 'lost'>('asked');
  const say = (helped: 'yes' | 'no') => async (): Promise<void> => {
    state.value = (await whys.judge(code, helped)) ? 'counted' : 'lost';
  };
  return (
    <p class="helped small muted" role="status">
      {state.value === 'counted' && 'Thank you. It is counted, and nothing else is kept of it.'}
      {state.value === 'lost' && 'The gateway cannot be reached to count it. Thank you all the same.'}
      {state.value === 'asked' && (
        <>
          Did this help?{' '}
          <button type="button" class="link" onClick={() => void say('yes')()}>
            Yes
          </button>{' '}
          <button type="button" class="link" onClick={() => void say('no')()}>
            No
          </button>
        </>
      )}
    </p>
  );
};

/** The gateway's message without its link: that stands below. */
const sentenceOf = ({ message }: Trouble): string => message.replace(/\s*Why: \S+$/, '');

const MainAction = ({ answer, trouble }: { readonly answer: Answer; readonly trouble: Trouble }) => {
  const chat = useChat();
  if (trouble.status === 401) return <span>Sign in below, and it is asked again.</span>;
  if (!trouble.retryable)
    return (
      <button type="button" class="button main" onClick={() => (chat.edited.value = answer.parent)}>
        Change the message
      </button>
    );
  return (
    <button type="button" class="button main" onClick={() => void chat.again(answer, answer.model)}>
      {answer.text === '' ? 'Send it again' : 'Ask for a new answer'}
    </button>
  );
};

export const TroubleView = ({ answer, trouble }: { readonly answer: Answer; readonly trouble: Trouble }) => {
  const { whys } = useChat();
  const id = answer.requestId ?? trouble.requestId;
  useEffect(() => {
    if (id !== null) void whys.want(id);
  }, [id]);
  const why = id === null ? undefined : whys.known.value.get(id);
  return (
    <section class="card note trouble" aria-label="What went wrong">
      <p class="sentence" role="alert">
        {answer.state === 'interrupted' && <strong>This answer is not whole. </strong>}
        {why?.summary ?? sentenceOf(trouble)}
      </p>
      {why !== undefined && <Way hops={why.hops} />}
      {why?.told != null && <p>{why.told.safe.message}</p>}
      <p class="actions">
        <MainAction answer={answer} trouble={trouble} />
        {id !== null && (
          <a href={`/why/${id}`} target="_blank" rel="noopener">
            What happened
          </a>
        )}
        <a href="/doctor" target="_blank" rel="noopener">
          Check my connection
        </a>
      </p>
      {why?.told != null && <Told told={why.told} />}
      {id !== null && <Helped code={why?.code ?? trouble.code} />}
    </section>
  );
};
