/** Asks for a key where the gateway wants one; the key goes to the gateway, and is kept nowhere that a script can read. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useChat } from './context.ts';

export const SignIn = () => {
  const chat = useChat();
  const { account } = chat;
  const field = useRef<HTMLInputElement>(null);
  const said = useSignal('');
  const isAsked = chat.models.reach.value.kind === 'locked';
  useEffect(() => {
    if (isAsked) void account.look();
  }, [isAsked]);
  if (!isAsked) return null;
  const send = async (): Promise<void> => {
    const key = field.current?.value.trim() ?? '';
    if (key === '') return;
    said.value = (await account.signIn(key)) ?? '';
    if (said.value === '') await chat.signedIn();
  };
  return (
    <form
      class="card sign-in"
      aria-labelledby="sign-in"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <h2 id="sign-in">{account.state.value === 'expired' ? 'Your sign-in is over' : 'This gateway asks for a key'}</h2>
      <p>
        {account.state.value === 'expired'
          ? 'It ran out, or its key is no longer valid here. What you typed and all your conversations are still here.'
          : 'Whoever runs it gives it to you. It is sent to this gateway alone, and this page does not keep it.'}
      </p>
      <label for="key">Key</label>
      <input id="key" ref={field} class="field" type="password" autocomplete="current-password" required />
      <p class="fail small" role="alert">
        {said.value}
      </p>
      <button type="submit" class="button main">
        Sign in
      </button>
    </form>
  );
};
