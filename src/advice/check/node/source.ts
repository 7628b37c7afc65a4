/** Reads a JavaScript or TypeScript file for the HTTP servers it starts, without running any of it. */
import { isDeep } from './depth.ts';
import { type Argument, type Expression, type Node, parseSync, type Span, Visitor } from 'oxc-parser';
import type { Problem } from '../finding.ts';
import type { Place, Source } from '../place.ts';
import { frameworkOf, type Framework } from './framework.ts';

export const clockNames = ['keepAliveTimeout', 'headersTimeout', 'requestTimeout', 'timeout'] as const;

export type ClockName = (typeof clockNames)[number];

/** `ms` is `null` where the source works it out at run time. */
export interface NodeClock {
  readonly ms: number | null;
  readonly place: Place;
  /** Of the value alone. */
  readonly value: Place;
}

export interface NodeServer {
  readonly framework: Framework;
  /** The variable it is kept in. */
  readonly name: string | null;
  /** Where it is made. */
  readonly place: Place;
  readonly clocks: Readonly<Partial<Record<ClockName, NodeClock>>>;
}

export interface NodeSource {
  readonly servers: readonly NodeServer[];
  /** Whether it does anything of its own on SIGTERM. */
  readonly handlesTerm: boolean;
  readonly problems: readonly Problem[];
}

const largestSource = 1_000_000;
const deepestSum = 20;
/** The parser's messages may name what it found. */
const longestMessage = 120;

const tooDeep = 'expected syntax that is not nested a thousand times; this file is not read';

/** What has none of these words starts no server we could say anything about. */
const mayServe = (text: string): boolean =>
  /keepAliveTimeout|headersTimeout|requestTimeout|createServer|\.listen\b|\bserve\(/.test(text);

interface Made extends NodeServer {
  readonly clocks: Partial<Record<ClockName, NodeClock>>;
}

const isClockName = (name: string): name is ClockName => (clockNames as readonly string[]).includes(name);

/** The last name of `a.b.c` and of `c`. */
const lastName = (node: Node): string | null => {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed) return null;
  return node.property.type === 'Identifier' ? node.property.name : null;
};

const requiredModule = (node: Node): string | null => {
  if (node.type !== 'CallExpression' || lastName(node.callee) !== 'require') return null;
  const [first] = node.arguments;
  return first?.type === 'Literal' && typeof first.value === 'string' ? first.value : null;
};

/** `name` and `{ name }` on the left of a `require`. */
const boundNames = (node: Node): string[] => {
  if (node.type === 'Identifier') return [node.name];
  if (node.type !== 'ObjectPattern') return [];
  return node.properties.flatMap(({ key }: { key?: Node }) => (key?.type === 'Identifier' ? [key.name] : []));
};

class Reading {
  readonly made: Made[] = [];
  handlesTerm = false;
  /** What a name was imported from or required as. */
  readonly #modules = new Map<string, string>();
  readonly #numbers = new Map<string, number>();
  /** Frameworks by the variable that holds their application. */
  readonly #applications = new Map<string, Framework>();
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  #place({ start, end }: Span): Place {
    return { source: this.#source, start, end };
  }

  visitor(): Visitor {
    return new Visitor({
      ImportDeclaration: (node) => {
        for (const { local } of node.specifiers) this.#modules.set(local.name, node.source.value);
      },
      VariableDeclarator: (node) => this.#declared(node),
      CallExpression: (node) => this.#called(node, null),
      NewExpression: (node) => this.#called(node, null),
      AssignmentExpression: (node) => {
        if (node.left.type === 'MemberExpression') this.#assigned(node.left, node.right);
        else if (node.left.type === 'Identifier') this.#kept(node.left.name, node.right);
      },
    });
  }

  #declared({ id, init }: { id: Node; init: Expression | null }): void {
    if (init === null) return;
    const required = requiredModule(init);
    if (required !== null) {
      for (const name of boundNames(id)) this.#modules.set(name, required);
    } else if (id.type === 'Identifier') {
      const number = this.#number(init, 0);
      if (number !== null) this.#numbers.set(id.name, number);
      this.#kept(id.name, init);
    }
  }

  /** `const server = …`, `server = await …`. */
  #kept(name: string, value: Expression): void {
    const made = value.type === 'AwaitExpression' ? value.argument : value;
    if (made.type !== 'CallExpression' && made.type !== 'NewExpression') return;
    this.#called(made, name);
    const maker = this.#frameworkOf(made.callee);
    if (maker?.kind === 'application') this.#applications.set(name, maker.framework);
  }

  #frameworkOf(callee: Node): ReturnType<typeof frameworkOf> {
    const isMethod = callee.type === 'MemberExpression';
    const owner = isMethod ? callee.object : callee;
    const root = lastName(owner);
    const module = root === null ? requiredModule(owner) : (this.#modules.get(root) ?? root);
    return module === null ? null : frameworkOf({ module, method: isMethod ? lastName(callee) : null, name: root });
  }

  #called(node: { callee: Node; arguments: readonly Argument[] }, name: string | null): void {
    const { callee } = node;
    const method = lastName(callee);
    const [first, second] = node.arguments;
    if (
      callee.type === 'MemberExpression' &&
      lastName(callee.object) === 'process' &&
      /^(?:on|once)$/.test(method ?? '')
    )
      this.handlesTerm ||= first?.type === 'Literal' && first.value === 'SIGTERM';
    if (callee.type === 'MemberExpression' && method === 'setTimeout' && first !== undefined)
      this.#set(callee.object, 'timeout', { value: first, start: callee.start });
    const found = this.#frameworkOf(callee);
    if (found !== null && (found.kind === 'server' || found.framework === 'fastify'))
      this.#make({ framework: found.framework, name, callee, options: [first, second] });
    const application = callee.type === 'MemberExpression' && method === 'listen' ? lastName(callee.object) : null;
    const framework = application === null ? undefined : this.#applications.get(application);
    if (framework !== undefined && framework !== 'fastify') this.#make({ framework, name, callee, options: [] });
  }

  #make(server: {
    framework: Framework;
    name: string | null;
    callee: Node;
    options: readonly (Argument | undefined)[];
  }): void {
    const place = this.#place(server.callee);
    if (this.made.some((one) => one.place.start === place.start)) return;
    const made: Made = { framework: server.framework, name: server.name, place, clocks: {} };
    for (const option of server.options) if (option?.type === 'ObjectExpression') this.#options(made, option);
    this.made.push(made);
  }

  #options(made: Made, options: Extract<Expression, { type: 'ObjectExpression' }>): void {
    for (const property of options.properties) {
      if (property.type !== 'Property') continue;
      const key = property.key.type === 'Identifier' ? property.key.name : '';
      if (key === 'serverOptions' && property.value.type === 'ObjectExpression') this.#options(made, property.value);
      if (isClockName(key)) made.clocks[key] = this.#clock(property, property.value);
    }
  }

  #assigned(left: Extract<Expression, { type: 'MemberExpression' }>, value: Expression): void {
    const name = lastName(left);
    if (name !== null && isClockName(name)) this.#set(left.object, name, { value, start: left.start });
    else if (name !== null) this.#kept(name, value);
  }

  /** A setting of a server made elsewhere stands for that server. */
  #set(object: Node, clock: ClockName, { value, start }: { value: Argument; start: number }): void {
    const name = lastName(object);
    const known = this.made.find((one) => one.name === name) ?? (this.made.length === 1 ? this.made[0] : undefined);
    if (known === undefined && clock === 'timeout') return;
    const whole = { start, end: value.end };
    const made = known ?? { framework: 'http', name, place: this.#place(whole), clocks: {} };
    if (known === undefined) this.made.push(made);
    made.clocks[clock] = this.#clock(whole, value);
  }

  #clock(whole: Span, value: Node): NodeClock {
    return { ms: this.#number(value, 0), place: this.#place(whole), value: this.#place(value) };
  }

  /** What a constant expression comes to. */
  #number(node: Node, depth: number): number | null {
    if (depth > deepestSum) return null;
    if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : null;
    if (node.type === 'Identifier') return this.#numbers.get(node.name) ?? null;
    if (node.type !== 'BinaryExpression') return null;
    const [left, right] = [this.#number(node.left, depth + 1), this.#number(node.right, depth + 1)];
    if (left === null || right === null) return null;
    return arithmetic(node.operator, left, right);
  }
}

const arithmetic = (operator: string, left: number, right: number): number | null => {
  switch (operator) {
    case '*':
      return left * right;
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '/':
      return right === 0 ? null : left / right;
    default:
      return null;
  }
};

const unread = (source: Source, start: number, message: string): NodeSource => ({
  servers: [],
  handlesTerm: false,
  problems: [{ place: { source, start, end: start }, message }],
});

/** Throws a RangeError where the syntax is nested deeper than the stack. */
const readProgram = (source: Source): NodeSource => {
  const { program, errors } = parseSync(source.file, source.text);
  const [error] = errors;
  if (error !== undefined) {
    const language = source.file.endsWith('ts') ? 'TypeScript' : 'JavaScript';
    return unread(
      source,
      error.labels[0]?.start ?? 0,
      `expected valid ${language}: ${error.message.slice(0, longestMessage)}`,
    );
  }
  const reading = new Reading(source);
  reading.visitor().visit(program);
  return { servers: reading.made, handlesTerm: reading.handlesTerm, problems: [] };
};

export const readSource = (source: Source): NodeSource => {
  const { text } = source;
  if (text.length > largestSource)
    return unread(source, 0, `expected at most ${largestSource} characters; this file is not read`);
  if (!mayServe(text)) return { servers: [], handlesTerm: false, problems: [] };
  if (isDeep(text)) return unread(source, 0, tooDeep);
  try {
    return readProgram(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unread(source, 0, tooDeep);
  }
};
