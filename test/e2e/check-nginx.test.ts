/** Rules of `check` proven on the real nginx: what they find fails, and the fix they give heals it. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { begin, chatBody, cut, healthy, json, silent } from '../fakes/answers.ts';
import { expected, type Experiment, firstWord, prove, streamMeets, thinks } from '../fakes/experiment.ts';
import { type Front, open, post } from '../fakes/front.ts';
import { startNameServer } from '../fakes/name-server.ts';
import { nginxFile } from '../fakes/nginx-file.ts';
import { inTime } from '../fakes/patience.ts';
import { startPickyHost } from '../fakes/picky-host.ts';
import type { FakeUpstream } from '../fakes/upstream.ts';

const servers = (addresses: readonly string[], parameters = ''): string =>
  addresses.map((address) => `server ${address} ${parameters};`).join(' ');

const inRoute = (lines: string, addresses: readonly string[]): string =>
  nginxFile({ upstream: servers(addresses), route: lines });

const inUpstream = (lines: string, addresses: readonly string[]): string =>
  nginxFile({
    upstream: `${servers(addresses)} ${lines}`,
    route: 'proxy_http_version 1.1; proxy_set_header Connection "";',
  });

const sequence = async (front: Front, calls: number): Promise<readonly string[]> => {
  const all: string[] = [];
  for (let n = 0; n < calls; n++) all.push(await post(front));
  return all;
};

/** How many connections a few calls come in on. */
const connections = async (front: Front, [model]: readonly FakeUpstream[]): Promise<number> => {
  const ports = new Set<number | undefined>();
  model?.act((answer) => {
    ports.add(answer.socket?.remotePort);
    answer.end(chatBody('well'));
  });
  await sequence(front, 6);
  return ports.size;
};

/** Two calls at a server that has closed a connection once it is used again, while word of it is still on its way. */
const onIdle = async (
  front: Front,
  [model]: readonly FakeUpstream[],
  isMended: boolean,
): Promise<readonly string[]> => {
  const used = new WeakSet<Socket>();
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  model?.act((answer) => {
    const { socket } = answer;
    if (socket === null || used.has(socket)) return answer.destroy();
    used.add(socket);
    socket.once('close', () => close());
    return answer.end(chatBody('well'));
  });
  const first = await post(front);
  if (isMended) await inTime('the end of a connection that nothing is asked on', closed);
  return [first, await post(front)];
};

const experiments: readonly Experiment[] = [
  {
    rule: 'NGX-TMO-1',
    shows: 'a model that thinks is cut off with 504',
    models: [thinks],
    config: inRoute,
    bad: 'proxy_read_timeout 1s;',
    good: 'proxy_read_timeout 600s;',
    see: (front) => post(front),
    fails: '504',
    works: '200',
  },
  {
    rule: 'NGX-BUF-1',
    shows: 'the first word is held back until the last one is there',
    models: [begin(firstWord)],
    config: inRoute,
    bad: 'proxy_buffering on;',
    good: 'proxy_buffering off;',
    see: async (front, _models, isMended) => {
      const answer = await expected(isMended, 'a head', open(front));
      const first = answer === null ? null : await expected(isMended, 'a word', once(answer, 'data'));
      answer?.destroy();
      return first === null ? 'no word' : 'a word';
    },
    fails: 'no word',
    works: 'a word',
  },
  {
    rule: 'NGX-NXT-1',
    shows: 'a prompt that met a dying server is a 502, though another one is well',
    models: [cut, healthy('well')],
    config: inRoute,
    bad: 'proxy_next_upstream error timeout;',
    good: 'proxy_next_upstream error timeout non_idempotent http_502 http_503 http_504;',
    see: (front) => post(front),
    fails: '502',
    works: '200',
  },
  {
    rule: 'NGX-UP-2',
    shows: 'one failure of each takes all servers out, and the next call is a 502 although they are well again',
    models: [cut, cut],
    config: (lines, addresses) => nginxFile({ upstream: servers(addresses, lines) }),
    bad: 'max_fails=1 fail_timeout=60s',
    good: 'max_fails=3 fail_timeout=60s',
    see: async (front, models) => {
      const bad = await sequence(front, 2);
      for (const model of models) model.act(healthy('well'));
      return [...bad, await post(front)];
    },
    fails: ['502', '502', '502'],
    works: ['502', '502', '200'],
  },
  {
    rule: 'NGX-BUF-2',
    shows: 'an answer with a long head is a 502',
    models: [json(chatBody('well'), 200, { 'set-cookie': 'x'.repeat(6_000) })],
    config: inRoute,
    bad: 'proxy_buffer_size 4k;',
    good: 'proxy_buffer_size 16k; proxy_buffers 8 16k;',
    see: (front) => post(front),
    fails: '502',
    works: '200',
  },
  {
    rule: 'NGX-BUF-3',
    shows: 'a prompt with a picture is a 413',
    models: [healthy('well')],
    config: inRoute,
    bad: 'client_max_body_size 1m;',
    good: 'client_max_body_size 50m;',
    see: (front) => post(front, { body: `"${'x'.repeat(2 * 1024 ** 2)}"` }),
    fails: '413',
    works: '200',
  },
  {
    rule: 'NGX-DNS-2',
    shows: 'a name in a variable without a resolver is a 502 for every call',
    models: [healthy('well')],
    config: (lines, addresses) =>
      nginxFile({ upstream: servers(addresses), route: `set $model_host ${lines};`, pass: 'http://$model_host' }),
    bad: 'models.invalid',
    good: 'llm',
    see: async (front) => {
      const status = await post(front);
      // The answer may come before the line in which nginx says why.
      if (status === '502') await front.saying('[error]');
      return `${status}, ${/no resolver defined/.test(front.said) ? 'no resolver' : 'resolved'}`;
    },
    fails: '502, no resolver',
    works: '200, resolved',
  },
  {
    rule: 'NGX-DNS-1',
    shows: 'nginx does not start while a name cannot be resolved',
    models: [],
    config: (lines) =>
      nginxFile({ upstream: 'server 127.0.0.1:9;', route: lines, pass: 'http://$model_host' }).replace(
        /proxy_pass .*/,
        '',
      ),
    bad: 'proxy_pass https://models.example.invalid;',
    good: 'resolver 127.0.0.1:9; set $model_host models.example.invalid; proxy_pass https://$model_host;',
    see: (front) => Promise.resolve(/host not found in upstream/.test(front.said) ? 'no start' : 'started'),
    fails: 'no start',
    works: 'started',
  },
  {
    rule: 'NGX-REL-1',
    shows: 'a reload cuts a stream that is under way',
    models: [begin(firstWord)],
    config: (lines, addresses) =>
      nginxFile({ main: lines, upstream: servers(addresses), route: 'proxy_buffering off; proxy_read_timeout 600s;' }),
    bad: 'worker_shutdown_timeout 1s;',
    good: 'worker_shutdown_timeout 15m;',
    see: streamMeets('SIGHUP'),
    fails: '200 broken',
    works: '200',
  },
  {
    rule: 'NGX-KA-1',
    shows: 'a prompt on a connection that the server closes at that moment is a 502',
    models: [silent],
    config: inUpstream,
    bad: 'keepalive 8;',
    good: 'keepalive 8; keepalive_timeout 100ms;',
    see: onIdle,
    fails: ['200', '502'],
    works: ['200', '200'],
  },
  {
    rule: 'NGX-KA-2',
    shows: 'each call opens a connection of its own',
    models: [silent],
    config: (lines, addresses) => nginxFile({ upstream: `${servers(addresses)} keepalive 8;`, route: lines }),
    bad: 'proxy_http_version 1.1;',
    good: 'proxy_http_version 1.1; proxy_set_header Connection "";',
    see: connections,
    fails: 6,
    works: 1,
  },
  {
    rule: 'NGX-KA-5',
    shows: 'a method of balancing after keepalive undoes it',
    models: [silent],
    config: inUpstream,
    bad: 'keepalive 8; least_conn;',
    good: 'least_conn; keepalive 8;',
    see: connections,
    fails: 6,
    works: 1,
  },
  {
    rule: 'NGX-SSL-1',
    shows: 'a host that shows its certificate only to who names it is a 502',
    models: [],
    config: (lines, [names = '', model = '']) =>
      nginxFile({
        upstream: 'server 127.0.0.1:9;',
        route: `resolver ${names} ipv6=off; set $model_host model.example; ${lines}`,
        pass: `https://$model_host:${model.split(':')[1]}`,
      }),
    bad: 'proxy_ssl_server_name off;',
    good: 'proxy_ssl_server_name on;',
    beside: async () => {
      const [names, host] = await Promise.all([startNameServer(), startPickyHost()]);
      names.name('model.example', { kind: 'found', addresses: ['127.0.0.1'], ttlSeconds: 60 });
      return { addresses: [names.address, host.address], close: () => Promise.all([names.close(), host.close()]) };
    },
    see: (front) => post(front),
    fails: '502',
    works: '200',
  },
];

prove('nginx', experiments);
