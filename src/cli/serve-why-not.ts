/** Why a port could not be listened on, and what to do. */

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown';

export const whyNot = (error: unknown, address: string): string => {
  const code = codeOf(error);
  if (code === 'EADDRINUSE')
    return `${address} is taken by another program: stop it, or choose another with --listen or --admin`;
  if (code === 'EACCES') return `${address} may not be listened on by this user: choose a port above 1023`;
  return `${address} cannot be listened on (${code})`;
};
