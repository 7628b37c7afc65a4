/** The plan of the house as data: every room of src/, what it is for and what it may import. The layer checker obeys it. */

/**
 * What a room may reach beyond the house. `nothing`: no import at all. `memory`: computing only. `device`: no import either,
 * but the globals that browsers and Node share. `browser`: a page and all it can do. `world`: sockets, files, timers.
 */
export type Reach = 'nothing' | 'memory' | 'device' | 'browser' | 'world';

export interface Room {
  readonly purpose: string;
  /** Rooms it may import from, types included; its own is always allowed. */
  readonly imports: readonly RoomName[];
  /** npm packages it may import. */
  readonly packages: readonly string[];
  readonly reach: Reach;
}

export const roomNames = [
  'domain',
  'policy',
  'dialect',
  'config',
  'advice',
  'state',
  'gateway',
  'watch',
  'http',
  'cli',
  'io',
  'drill',
  'main',
  'client',
  'doctor',
  'web',
] as const;

export type RoomName = (typeof roomNames)[number];

const ground = ['domain'] as const;
const thinking = [...ground, 'policy', 'dialect', 'config'] as const;
const living = [...thinking, 'advice', 'state'] as const;
const acting = [...living, 'gateway', 'watch'] as const;

/** From the bottom up: a room imports only from rooms above it in this table. `main` composes and may import everything. */
export const housePlan: Readonly<Record<RoomName, Room>> = {
  domain: {
    purpose: 'NOUNS. Calls, causes and the one table of what we believe of each, upstreams, events, ports.',
    imports: [],
    packages: [],
    reach: 'nothing',
  },
  policy: {
    purpose: 'DECISIONS. Pure: (snapshot, now, draw) → decision. next-move, classify, breaker, budget, limits.',
    imports: ground,
    packages: ['croner'],
    reach: 'memory',
  },
  dialect: {
    purpose: 'HOW UPSTREAMS SPEAK. Shape a request, read a stream, know when it is whole.',
    imports: ground,
    packages: [],
    reach: 'memory',
  },
  config: {
    purpose: 'THE CONFIG FILE. Types, defaults and JSON Schema from one source; parsed once into exact settings.',
    imports: ground,
    packages: ['yaml', 'zod'],
    reach: 'memory',
  },
  advice: {
    purpose: 'FINDINGS. explain, check, doctor: one rule or one log format per file.',
    imports: thinking,
    packages: ['diff', 'oxc-parser', 'yaml'],
    reach: 'memory',
  },
  state: {
    purpose: 'LIVE MEMORY, the only mutable room. Fleet, door, recent calls.',
    imports: thinking,
    packages: [],
    reach: 'memory',
  },
  gateway: {
    purpose: 'ONE CALL. serve (read first), produce, open, relay, deliver, pass, refuse, record.',
    imports: living,
    packages: [],
    reach: 'memory',
  },
  watch: {
    purpose: 'LOOPS over a clock. Probes, reload. A check judges an answer as a call does.',
    imports: [...living, 'gateway'],
    packages: [],
    reach: 'memory',
  },
  http: {
    purpose: 'FRONT DOORS. The table of routes, the callers’ and the operators’ APIs, the pages.',
    imports: acting,
    packages: ['feed', 'hono', 'ical-generator'],
    reach: 'memory',
  },
  cli: {
    purpose: 'COMMANDS. One file each: run(args, terminal) → exit status. The world is handed in.',
    imports: [...acting, 'http', 'drill'],
    packages: [],
    reach: 'memory',
  },
  io: {
    purpose: 'THE WORLD. Implements the ports: listen, wire, clock, random, store, log, metrics.',
    imports: ground,
    packages: ['dns-packet', 'nodemailer', 'pino', 'prom-client', 'undici'],
    reach: 'world',
  },
  drill: {
    purpose: 'FAULTS ON PURPOSE. The scripted upstream, scenarios, scoreboard. With no fault it is the demo model.',
    imports: [...ground, 'dialect'],
    packages: ['undici'],
    reach: 'world',
  },
  main: {
    purpose: 'COMPOSITION ROOT, one short file: the only one that may import everything.',
    imports: [...acting, 'http', 'cli', 'io', 'drill'],
    packages: [],
    reach: 'world',
  },
  client: {
    purpose:
      'THE CALLER’S SIDE, a package of its own, for browsers and Node: a fetch under which streams do not break.',
    imports: [],
    packages: [],
    reach: 'device',
  },
  doctor: {
    purpose: 'THE DOCTOR FOR OTHERS: the walk of the command, as a library for Node.',
    imports: [...ground, 'advice', 'io'],
    packages: [],
    reach: 'world',
  },
  web: {
    purpose: 'THE PAGES’ SCRIPTS and the one look. Computes no verdict: causes, blame and wording arrive as data.',
    imports: [...ground, 'client'],
    packages: ['@preact/signals', 'highlight.js', 'idb', 'lowlight', 'marked', 'preact'],
    reach: 'browser',
  },
};

/** Rooms that stand beside `src/`: they are no part of the gateway. */
export const outside: readonly RoomName[] = ['client', 'doctor', 'web'];

/** Built-in modules that only compute; all others reach the world. */
export const computingModules: readonly string[] = [
  'node:assert',
  'node:assert/strict',
  'node:async_hooks',
  'node:buffer',
  'node:crypto',
  'node:events',
  'node:path',
  'node:stream',
  'node:string_decoder',
  'node:url',
  'node:util',
  'node:zlib',
];

/** Names of other built-in modules that only compute. */
export const computingNames: Readonly<Record<string, readonly string[]>> = {
  'node:net': ['isIP', 'isIPv4', 'isIPv6', 'BlockList'],
};

/** Packages a test may import beside those of its room; it may also use any built-in module, test/fakes and test/ROOM. */
export const testPackages: readonly string[] = [
  '@cfworker/json-schema',
  '@rowanmanning/feed-parser',
  'fast-check',
  'ical.js',
  'smtp-server',
  'standardwebhooks',
];

/** Time, chance, environment and sockets under their global names; a room with less reach than `world` takes them from ports. */
export const worldlyNames: readonly string[] = [
  'fetch',
  'performance',
  'process',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'EventSource',
  'WebSocket',
];

export const worldlyMembers: readonly string[] = [
  'AbortSignal.timeout',
  'Date.now',
  'Math.random',
  'Temporal.Now',
  'crypto.getRandomValues',
  'crypto.randomUUID',
];

export const limits = { fileLines: 300, mainLines: 80, functionLines: 50, parameters: 3 } as const;

export interface Exception {
  readonly file: string;
  /** The finding up to its colon. */
  readonly says: string;
  readonly because: string;
}

/** Deviations, each with its reason. One that is no longer needed is an error. */
export const exceptions: readonly Exception[] = [
  {
    file: 'src/domain/cause.ts',
    says: 'function row has 6 parameters',
    because: 'its calls are the rows of one table, read by column',
  },
];

const printRoom = (name: RoomName): string => {
  const { purpose, imports, packages, reach } = housePlan[name];
  const from = name === 'main' ? 'everything' : [...imports, ...packages.map((each) => `npm:${each}`)].join(' ');
  const label = name === 'main' ? 'main.ts' : `${name}/`;
  return `${label.padEnd(9)} ${purpose}\n${' '.repeat(12)}imports ${from || 'nothing'}; reaches ${reach}`;
};

/** The plan as ARCHITECTURE.md shows it. */
export const printPlan = (): string => {
  const inside = roomNames.filter((name) => !outside.includes(name));
  return ['src/', ...inside.map(printRoom), 'beside src/', ...outside.map(printRoom), ''].join('\n');
};
