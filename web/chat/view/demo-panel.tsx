/** "Break something": kills, stalls, slows or throttles a demo server while it answers, and says what came of it. */
import { useEffect, useRef } from 'preact/hooks';
import type { DemoBody, DemoFault } from '../../../src/domain/demo.ts';
import type { Demo } from '../demo.ts';
import { isAnswer } from '../kept/tree.ts';
import { isOpen } from '../kept/records.ts';
import { useChat } from './context.ts';

type Server = DemoBody['servers'][number];

const ServerView = ({ server, demo }: { readonly server: Server; readonly demo: Demo }) => {
  const { name, fault, is, expect, mark, state } = server;
  const steer = (to: DemoFault | null) => () => void demo.steer(name, to);
  return (
    <li class="demo-server">
      <p>
        <strong>{name}</strong>{' '}
        {fault === null ? <span class="state ok">well</span> : <span class="state fail">{is}</span>}
      </p>
      <p class="small muted">
        From the gateway it looks: <span class={`state ${mark}`}>{state}</span>
      </p>
      {fault !== null && <p class="small">{expect}</p>}
      <p class="choices" role="group" aria-label={`What to do to ${name}`}>
        {demo.body.value?.faults.map((one) => (
          <button
            key={one.name}
            type="button"
            class="button small"
            aria-pressed={fault === one.name}
            onClick={steer(fault === one.name ? null : one.name)}
          >
            {one.does}
          </button>
        ))}
        {fault !== null && (
          <button type="button" class="button main small" onClick={steer(null)}>
            Mend it
          </button>
        )}
      </p>
    </li>
  );
};

/** Of the last answer that was on its way when something was done, or began after. */
const Happened = ({ demo }: { readonly demo: Demo }) => {
  const chat = useChat();
  const since = demo.steeredAt.value;
  const last = chat.shown.value.map(({ message }) => message).findLast(isAnswer);
  const isIts = last !== undefined && since !== null && !isOpen(last) && (last.endedAt ?? 0) >= since;
  const id = isIts ? last.requestId : null;
  useEffect(() => {
    if (id !== null) void chat.whys.want(id);
  }, [id]);
  const why = id === null ? undefined : chat.whys.known.value.get(id);
  return (
    <p class="small" role="status">
      {since === null &&
        'Two demo servers on this machine have the same models. Ask something, and break the one that answers while it writes.'}
      {since !== null && why === undefined && 'Done. Ask something, or watch the answer that is on its way.'}
      {why !== undefined && (
        <>
          <strong>What happened:</strong> {why.summary}{' '}
          <a href={`/why/${why.id}`} target="_blank" rel="noopener">
            Step by step
          </a>
        </>
      )}
    </p>
  );
};

export const DemoPanel = ({ demo }: { readonly demo: Demo }) => {
  const panel = useRef<HTMLDetailsElement>(null);
  useEffect(() => void demo.look(), [demo]);
  const body = demo.body.value;
  if (body === null || body.servers.length === 0) return null;
  const close = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || panel.current?.open !== true) return;
    event.preventDefault();
    panel.current.open = false;
    panel.current.querySelector('summary')?.focus();
  };
  return (
    <details class="demo" ref={panel} onKeyDown={close} onToggle={(event) => demo.watch(event.currentTarget.open)}>
      <summary class="button">Break something</summary>
      <section class="card" aria-label="Break something">
        <Happened demo={demo} />
        <ul>
          {body.servers.map((server) => (
            <ServerView key={server.name} server={server} demo={demo} />
          ))}
        </ul>
      </section>
    </details>
  );
};
