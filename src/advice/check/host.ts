/** What can be told of a host's name without asking anybody. */

export type HostKind = 'address' | 'variable' | 'local' | 'internal' | 'public';

export const hostName = (address: string): string => address.replace(/^\[([^\]]*)\].*$/, '$1').replace(/:\d+$/, '');

/** By its form: `internal` for names that only a network of one's own knows, such as a container's. */
export const kindOf = (address: string): HostKind => {
  if (address.includes('$')) return 'variable';
  if (address.startsWith('unix:') || address.startsWith('/')) return 'local';
  const name = hostName(address).toLowerCase().replace(/\.$/, '');
  if (/^[\d.]+$/.test(name) || name.includes(':')) return 'address';
  if (name === 'localhost' || name.endsWith('.localhost')) return 'local';
  return !name.includes('.') || /\.(?:svc|local|internal|lan|home\.arpa|intranet|corp)$|\.svc\./.test(name)
    ? 'internal'
    : 'public';
};
