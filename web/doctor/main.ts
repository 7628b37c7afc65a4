/** The page at work: measures, asks the gateway for its judgement, and puts that in its place. */
import type { Measured, Wishes } from './measure.ts';
import { measure } from './measure.ts';
import { orElseLater } from './ask.ts';
import { remember } from './history.ts';

const judgeMs = 5_000;

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no ${id}`);
  return found;
};

const tell = (step: string, state: 'doing' | 'done'): void => {
  const line = document.querySelector<HTMLElement>(`[data-step="${step}"]`);
  if (line === null) return;
  line.hidden = false;
  line.classList.toggle('ok', state === 'done');
  line.classList.toggle('unknown', state === 'doing');
};

/** Judgements for when the gateway cannot be asked were made by it beforehand, and came with the page. */
const prepared = ({ echo, others, names }: Measured): string => {
  if (!navigator.onLine) return 'alone-offline';
  if (echo.failed === null && !echo.isOurs) return 'alone-stranger';
  if (others === null) return 'alone-unknown';
  if (!others.some(({ answers }) => answers)) return 'alone-nobody-answers';
  const isDenied = (names ?? []).some(({ status }) => status === 3) && !(names ?? []).some(({ found }) => found > 0);
  return isDenied ? 'alone-no-name' : 'alone-others-answer';
};

const judged = async (measured: Measured): Promise<HTMLElement> => {
  const judgement = await orElseLater(async () => {
    const answer = await fetch('/doctor', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/html' },
      body: JSON.stringify(measured),
      signal: AbortSignal.timeout(judgeMs),
    });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    return answer.ok ? page.getElementById('diagnosis') : null;
  }, null);
  if (judgement !== null) return document.adoptNode(judgement);
  const template = element(prepared(measured)) as HTMLTemplateElement;
  return template.content.firstElementChild?.cloneNode(true) as HTMLElement;
};

const isWished = (id: string): boolean => (element(`wish-${id}`) as HTMLInputElement).checked;

let isWalking = false;

const walk = async (wishes: Wishes): Promise<void> => {
  if (isWalking) return;
  isWalking = true;
  const button = element('run') as HTMLButtonElement;
  button.disabled = true;
  button.textContent = 'Looking …';
  element('live').hidden = false;
  try {
    const measured = await measure(wishes, tell);
    const diagnosis = await judged(measured);
    element('diagnosis').replaceWith(diagnosis);
    element('measured').textContent = JSON.stringify({ ...measured, history: undefined }, null, 2);
    remember(diagnosis.dataset['trouble'] ?? null);
    equip(diagnosis);
  } finally {
    element('live').hidden = true;
    button.disabled = false;
    button.textContent = 'Look again';
    isWalking = false;
  }
};

const copy = async (button: HTMLElement): Promise<void> => {
  const text = element(button.dataset['copy'] ?? '').textContent.trim();
  const isCopied = await orElseLater(async () => {
    await navigator.clipboard.writeText(text);
    return true;
  }, false);
  button.textContent = isCopied ? 'Copied' : 'Select the text and copy it by hand';
};

/** Removes stored copies of our pages; conversations and drafts stay. */
const reset = async (button: HTMLElement): Promise<void> => {
  const workers = await orElseLater(() => navigator.serviceWorker.getRegistrations(), []);
  await Promise.all(workers.map((worker) => worker.unregister()));
  const names = await orElseLater(() => caches.keys(), []);
  await Promise.all(names.map((name) => caches.delete(name)));
  await orElseLater(() => fetch('/doctor/reset', { method: 'POST' }), null);
  button.textContent = 'Removed. Load the page again.';
};

/** Gives a part of the page what only a script can do. */
const equip = (part: Document | HTMLElement): void => {
  const onClick = (selector: string, act: (button: HTMLElement) => Promise<void>): void => {
    for (const button of part.querySelectorAll<HTMLElement>(selector)) {
      button.hidden = false;
      button.addEventListener('click', () => void act(button));
    }
  };
  onClick('[data-copy]', copy);
  onClick('[data-reset]', reset);
};

/** So that this page opens when the gateway does not; after the walk, which it would disturb. */
const keepForLater = (): Promise<unknown> =>
  orElseLater(() => navigator.serviceWorker.register('/worker.js', { updateViaCache: 'none' }), null);

equip(document);
for (const each of document.querySelectorAll<HTMLElement>('[data-scripted]')) each.hidden = false;
element('run').addEventListener('click', (event) => {
  event.preventDefault();
  void walk({ speed: isWished('speed'), others: isWished('others') });
});
void walk({ speed: false, others: false }).then(keepForLater);
