/** Puts the environment's values where a text says `${NAME}`; `$${` stands for `${` itself. */

export type Environment = Readonly<Record<string, string | undefined>>;

export type Substituted =
  | { readonly kind: 'text'; readonly text: string; readonly names: readonly string[] }
  | { readonly kind: 'wrong'; readonly message: string };

const reference = /\$\$\{|\$\{([^}]*)(\}?)/g;
const nameForm = /^[A-Za-z_][A-Za-z0-9_]*$/;

const lookUp = (env: Environment, name: string): string | null =>
  Object.hasOwn(env, name) ? (env[name] ?? null) : null;

/** One pass: a value that itself holds `${…}` stays as it is. */
export const substitute = (text: string, env: Environment): Substituted => {
  const names: string[] = [];
  let message: string | null = null;
  const filled = text.replace(reference, (whole: string, name: string | undefined, close: string | undefined) => {
    if (name === undefined) return '${';
    if (close === '' || !nameForm.test(name)) {
      message ??= 'expected "${NAME}" with a name of letters, digits and "_" (write "$${" for a plain "${")';
      return whole;
    }
    const value = lookUp(env, name);
    if (value === null) message ??= `the environment has no ${name}: set it, or write "$\${" for a plain "\${"`;
    names.push(name);
    return value ?? '';
  });
  return message === null ? { kind: 'text', text: filled, names } : { kind: 'wrong', message };
};
