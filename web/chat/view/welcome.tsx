/** What an empty conversation shows: what this is, and something to begin with. */
import { Fragment } from 'preact';
import { keyHelp } from '../keys.ts';
import { useChat } from './context.ts';
import { SignIn } from './sign-in.tsx';

const beginnings = ['What is error 502?', 'Why is it slow?', 'Is my message lost?'];

const Beginnings = () => {
  const chat = useChat();
  return (
    <ul class="beginnings" aria-label="To begin with">
      {beginnings.map((text) => (
        <li key={text}>
          <button type="button" class="button" onClick={() => void chat.ask(text, [])}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
};

export const Welcome = () => {
  const isLocked = useChat().models.reach.value.kind === 'locked';
  return (
    <div class="welcome">
      <h1>Ask anything</h1>
      <p class="lead">
        What you send is kept here until its answer is whole. When something on the way fails, you are told what, and
        what is done about it.
      </p>
      {isLocked ? <SignIn /> : <Beginnings />}
      <details class="small keys">
        <summary>Keyboard</summary>
        <dl class="facts">
          {keyHelp.map(([key, does]) => (
            <Fragment key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{does}</dd>
            </Fragment>
          ))}
        </dl>
      </details>
    </div>
  );
};
