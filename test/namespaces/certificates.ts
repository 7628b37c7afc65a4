/** Certificates for the cases, made anew by openssl: one that is good, and one for each way to be wrong. */
import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const config = (folder: string): string => `
[ca]
default_ca = here
[here]
dir = ${folder}
database = ${folder}/index
serial = ${folder}/serial
new_certs_dir = ${folder}
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
`;

const day = 86_400_000;
const stamp = (at: number): string => `${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`;

interface Wish {
  readonly file: string;
  readonly name: string;
  readonly from: number;
  readonly until: number;
  /** Who signs: a file name of ours. */
  readonly by: string;
}

const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const;
const month = ['-days', '30'] as const;

class Authorities {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** One that vouches for itself. */
  async selfMade(file: string, subject: string, ...more: readonly string[]): Promise<void> {
    const to = ['-keyout', `${file}.key`, '-out', `${file}.crt`, '-subj', subject];
    await this.#openssl('req', '-x509', ...key, ...month, ...to, ...more);
  }

  async leaf({ file, name, from, until, by }: Wish): Promise<void> {
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    await this.#openssl('req', '-new', ...key, '-keyout', `${file}.key`, '-out', `${file}.csr`, ...subject);
    const dates = ['-startdate', stamp(from), '-enddate', stamp(until)];
    const signer = ['-cert', `${by}.crt`, '-keyfile', `${by}.key`];
    const files = ['-in', `${file}.csr`, '-out', `${file}.crt`];
    await this.#openssl('ca', '-batch', '-config', 'conf', '-notext', ...files, ...signer, ...dates);
  }

  async #openssl(...args: readonly string[]): Promise<void> {
    await run('openssl', [...args], { cwd: this.#folder, timeout: 20_000 });
  }
}

/** All of them in a folder of their own; `ca.crt` is the one the client trusts. */
export const makeCertificates = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'good-gateway-certificates-'));
  await writeFile(join(folder, 'index'), '');
  await writeFile(join(folder, 'serial'), '01\n');
  await writeFile(join(folder, 'conf'), config(folder));
  const authorities = new Authorities(folder);
  await authorities.selfMade('ca', '/CN=Test Trust');
  await authorities.selfMade('stranger-ca', '/O=Nobody Knows/CN=Nobody Knows Root');
  await authorities.selfMade('filter-ca', '/O=Zscaler Inc./CN=Zscaler Root CA');
  await authorities.selfMade('own', '/CN=chat.test', '-addext', 'subjectAltName=DNS:chat.test');
  const now = Date.now();
  const good = { file: 'good', name: 'chat.test', from: now - day, until: now + 60 * day, by: 'ca' };
  // One after the other: they share a serial number.
  await authorities.leaf(good);
  await authorities.leaf({ ...good, file: 'expired', from: now - 90 * day, until: now - 3 * day });
  await authorities.leaf({ ...good, file: 'not-yet', from: now + 2 * day });
  await authorities.leaf({ ...good, file: 'other-name', name: 'shop.test' });
  await authorities.leaf({ ...good, file: 'stranger', by: 'stranger-ca' });
  await authorities.leaf({ ...good, file: 'filter', by: 'filter-ca' });
  // Whoever stands in the middle shows who signs for them.
  for (const name of ['stranger', 'filter'])
    await appendFile(join(folder, `${name}.crt`), await readFile(join(folder, `${name}-ca.crt`)));
  return folder;
};
