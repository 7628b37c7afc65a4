/** What the arguments of all operators' commands have in common: where the gateway is, and how the answer is shown. */
import { readAddress } from '../config/units.ts';
import { whyUnread } from './misuse.ts';
import type { ReadArgs } from './operator-command.ts';

export const operatorOptions = {
  config: { type: 'string', short: 'c' },
  admin: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

interface Parsed {
  readonly values: {
    readonly config?: string | undefined;
    readonly admin?: string | undefined;
    readonly json: boolean;
    readonly help: boolean;
  };
  readonly positionals: readonly string[];
}

/** `parse` throws what node:util says of arguments that are none of `options`. */
export const readWith = <P extends Parsed, Wish extends object>(
  { options, parse }: { readonly options: object; readonly parse: () => P },
  wishOf: (parsed: P) => Wish | { readonly why: string },
): ReadArgs<Wish> => {
  let parsed;
  try {
    parsed = parse();
  } catch (error) {
    return { kind: 'wrong', why: whyUnread(error, options) };
  }
  const { values } = parsed;
  if (values.help) return { kind: 'help' };
  const admin = values.admin === undefined ? null : readAddress(values.admin);
  if (values.admin !== undefined && admin === null)
    return { kind: 'wrong', why: `--admin expects HOST:PORT such as 127.0.0.1:5021, got "${values.admin}"` };
  const wish = wishOf(parsed);
  if ('why' in wish) return { kind: 'wrong', why: wish.why };
  return { kind: 'wish', wish, where: { config: values.config ?? null, admin }, isJson: values.json };
};
