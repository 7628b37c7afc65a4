/** The site of a case: the real gateway with its AI service in whatever state, behind whoever stands in front; or something else. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import * as say from '../fakes/answers.ts';
import { startGateway, type TestGateway } from '../fakes/gateway.ts';
import { startMiddle } from '../fakes/middle.ts';
import { type Act, type FakeUpstream, startUpstream } from '../fakes/upstream.ts';
import { addresses } from './addresses.ts';
import type { Provider, Site, Stage } from './stage.ts';
import { until as patient } from '../fakes/patience.ts';

type Tls = { readonly cert: string; readonly key: string } | null;

const error = (status: number, type: string, headers: Readonly<Record<string, string>> = {}): Act =>
  say.json(JSON.stringify({ error: { message: 'no', type, code: type } }), status, headers);

const acts = {
  well: say.healthy('Hello'),
  gone: say.cut,
  throttles: error(429, 'rate_limit_exceeded', { 'retry-after': '60' }),
  overloaded: error(529, 'overloaded_error', { 'retry-after': '60' }),
  'refuses the key': error(401, 'invalid_api_key'),
  fails: error(500, 'server_error'),
  hangs: say.silent,
} as const satisfies Record<Provider, Act>;

const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hello' }] });

const call = (gateway: TestGateway): Promise<Response> =>
  fetch(`${gateway.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });

interface Facts {
  readonly state: string;
  readonly upstreams: readonly { readonly isUp: boolean }[];
  readonly lately: { readonly failed: number };
}

const factsOf = async (gateway: TestGateway): Promise<Facts> =>
  (await (await fetch(`${gateway.origin}/doctor/facts`)).json()) as Facts;

interface UpstreamRow {
  readonly until: number | null;
}

/** How long its only AI service is left alone from now on. */
const restMs = async (gateway: TestGateway): Promise<number> => {
  const headers = { authorization: `Bearer ${await gateway.adminToken()}` };
  const { upstreams } = (await (await fetch(`${gateway.admin}/api/upstreams`, { headers })).json()) as {
    readonly upstreams: readonly UpstreamRow[];
  };
  return (upstreams[0]?.until ?? 0) - Date.now();
};

/** A walk takes less; a rest that ends in the middle of it would look like recovery. */
const longEnoughMs = 15_000;
/** Those say themselves for how long they want to be left alone; calls that fail tell of them. */
const saysHowLong: ReadonlySet<Provider> = new Set(['throttles', 'overloaded']);
/** Fewer are no evidence to the doctor. */
const enoughCalls = 10;

/** Calls until the gateway has learned how its AI service is, and leaves it alone for longer than a walk takes. */
const learn = (gateway: TestGateway, provider: Provider): Promise<true> =>
  patient(`a gateway whose AI service is “${provider}”, and that leaves it alone`, async () => {
    const { upstreams, lately } = await factsOf(gateway);
    if (saysHowLong.has(provider) && lately.failed >= enoughCalls) return true;
    if (upstreams.every(({ isUp }) => !isUp) && (await restMs(gateway)) > longEnoughMs) return true;
    await (await call(gateway)).arrayBuffer();
    return false;
  });

const announce = async (gateway: TestGateway): Promise<void> => {
  const now = Date.now();
  const headers = {
    authorization: `Bearer ${await gateway.adminToken()}`,
    'content-type': 'application/json',
  };
  const maintenance = { title: 'New disks', startsAt: now - 60_000, endsAt: now + 3_600_000 };
  const done = await fetch(`${gateway.admin}/api/maintenances`, {
    method: 'POST',
    headers,
    body: JSON.stringify(maintenance),
  });
  if (!done.ok) throw new Error(`the maintenance was refused: ${await done.text()}`);
};

const until = (gateway: TestGateway, state: string): Promise<true> =>
  patient(`a gateway that is ${state}`, async () => (await factsOf(gateway)).state === state);

const setMood = async (gateway: TestGateway, mood: Extract<Site, { kind: 'gateway' }>['mood']): Promise<void> => {
  if (mood === 'ready') return;
  if (mood === 'maintenance') await announce(gateway);
  // One call that never ends: it is all this gateway may work on, and what a drain waits for.
  else void call(gateway).catch(() => {});
  if (mood === 'draining') {
    await until(gateway, 'overloaded');
    void gateway.stop();
  }
  await until(gateway, mood);
};

const startBehind = async (
  { provider, mood }: Extract<Site, { kind: 'gateway' }>,
  publicUrl: string,
): Promise<TestGateway> => {
  const isHeld = mood === 'draining' || mood === 'overloaded';
  const upstream: FakeUpstream = await startUpstream(isHeld ? say.silent : acts[provider]);
  const gateway = await startGateway({
    publicUrl,
    upstreams: { primary: { url: upstream.url } },
    retries: { attempts: 1 },
    timeouts: { answer: provider === 'hangs' ? '500ms' : '60s' },
    drain: '60s',
    ...(isHeld ? { limits: { calls: 1 } } : {}),
  });
  // The first page is made when it is first asked for.
  await (await fetch(gateway.origin)).arrayBuffer();
  if (provider === 'gone') await upstream.close();
  if (provider !== 'well') {
    await learn(gateway, provider);
    // People go on asking: that the rest of one that is gone is over is found out at once.
    if (provider === 'gone')
      setInterval(
        () =>
          void call(gateway).then(
            (answer) => answer.arrayBuffer(),
            () => {},
          ),
        200,
      );
  }
  await setMood(gateway, mood);
  return gateway;
};

const startMute = async (says: string | null, port: number): Promise<void> => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (says !== null) socket.end(says);
  });
  server.listen(port, addresses.site);
  await once(server, 'listening');
};

export const startSite = async ({ site, port, aheadMs, headBytes }: Stage, tls: Tls): Promise<void> => {
  if (site.kind === 'none') return;
  if (site.kind !== 'gateway') return startMute(site.kind === 'mute' ? null : '220 mail.test ESMTP\r\n', port);
  const scheme = tls === null ? 'http' : 'https';
  const isUsual = port === (tls === null ? 80 : 443);
  const origin =
    site.manner.kind === 'status'
      ? 'http://127.0.0.1'
      : (await startBehind(site, `${scheme}://chat.test${isUsual ? '' : `:${port}`}`)).origin;
  for (const host of [addresses.site, addresses.site6])
    await startMiddle(origin, site.manner, { host, port, tls, aheadMs, headBytes });
};
