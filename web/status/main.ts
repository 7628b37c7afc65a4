/** The status page at work: news as they come, times in the reader's zone, and grey once nobody answers any longer. */

const tickMs = 5_000;
const pollMs = 60_000;
/** Events come every five seconds; a page that polls hears once a minute. */
const staleMs = { live: 45_000, polled: 150_000 } as const;

const frame = (): HTMLElement | null => document.getElementById('status');

/** When we last heard that what is shown is so; by a clock that never jumps. */
let heardAt = performance.now();
let tag = frame()?.dataset['tag'] ?? '';
let source: EventSource | null = null;
let polledAt = performance.now();

const clockOf = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const zoneOf = new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' });

const zoneName = (at: Date): string =>
  zoneOf.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';

const localise = (part: ParentNode): void => {
  for (const time of part.querySelectorAll<HTMLTimeElement>('time[datetime]')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime()) || time.title !== '') continue;
    time.title = time.textContent;
    time.textContent = `${clockOf.format(at)} ${zoneName(at)}`;
  }
};

const isAlone = (): boolean => frame()?.dataset['live'] === undefined;

/** A page that was put elsewhere has the age of its file; one of the gateway, that of its last word. */
const ageMs = (): number => {
  const shown = frame();
  if (shown === null) return 0;
  return isAlone() ? Date.now() - Date.parse(shown.dataset['at'] ?? '') : performance.now() - heardAt;
};

const ageText = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 10) return 'just now';
  if (seconds < 90) return `${seconds} seconds ago`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} minutes ago` : `${Math.round(minutes / 60)} hours ago`;
};

const limitMs = (): number => {
  if (isAlone()) return Number(frame()?.dataset['stale'] ?? 0);
  return source?.readyState === EventSource.OPEN ? staleMs.live : staleMs.polled;
};

const say = (id: string, text: string): void => {
  const place = document.getElementById(id);
  if (place !== null && place.textContent !== text) place.textContent = text;
};

const tellAge = (): void => {
  const age = ageMs();
  const isStale = age > limitMs();
  document.body.classList.toggle('is-stale', isStale);
  say('age', ` (${ageText(age)})`);
  const last = isAlone() ? 'This copy was last renewed' : 'The gateway last answered';
  say('stale', isStale ? `${last} ${ageText(age)}: what you see may be over by now, or worse.` : '');
};

const show = (page: Document): void => {
  const [before, after] = [frame(), page.getElementById('status')];
  if (before === null || after === null) return;
  const opened = new Set([...before.querySelectorAll('details[open]')].map(({ id }) => id));
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement.id : '';
  const fresh = document.adoptNode(after);
  for (const each of fresh.querySelectorAll('details')) each.open = opened.has(each.id);
  localise(fresh);
  const headline = before.querySelector('h1')?.textContent;
  before.replaceWith(fresh);
  if (focused !== '') document.getElementById(focused)?.focus();
  tag = fresh.dataset['tag'] ?? '';
  document.title = page.title;
  const now = fresh.querySelector('h1')?.textContent ?? '';
  if (now !== headline) say('news', `News: ${now}`);
};

const load = async (): Promise<void> => {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    heardAt = performance.now();
    const isNews = page.getElementById('status')?.dataset['tag'] !== tag || isAlone();
    if (isNews) show(page);
  } catch {
    // What is shown grows old, and says so.
  }
};

const listen = (): void => {
  const path = frame()?.dataset['live'];
  if (path === undefined || document.hidden || (source !== null && source.readyState !== EventSource.CLOSED)) return;
  source = new EventSource(path);
  source.addEventListener('message', ({ data }) => {
    heardAt = performance.now();
    polledAt = heardAt;
    if (data !== tag) void load().then(tellAge);
    tellAge();
  });
};

const tick = (): void => {
  const now = performance.now();
  if (!document.hidden && now - polledAt >= pollMs) {
    polledAt = now;
    listen();
    void load().then(tellAge);
  }
  tellAge();
};

/** A page that nobody looks at holds no line. */
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    source?.close();
    return;
  }
  polledAt = performance.now();
  listen();
  void load().then(tellAge);
});

localise(document);
listen();
tellAge();
setInterval(tick, tickMs);
