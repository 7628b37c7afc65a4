/** Who stands where in the small world of a case: addresses kept free for documentation (RFC 5737, RFC 3849). */

export const addresses = {
  client: '10.77.0.2',
  /** The first machine on the way out, and the resolver of the house. */
  router: '10.77.0.1',
  site: '203.0.113.10',
  site6: '2001:db8:77::10',
  /** Stands for another site that answers in place of the right one. */
  impostor: '203.0.113.66',
  proxy: '203.0.113.128',
  controls: [
    { address: '198.51.100.1', port: 443 },
    { address: '198.51.100.2', port: 443 },
    { address: '198.51.100.2', port: 8443 },
  ],
  publicResolvers: ['198.51.100.53', '198.51.100.54'],
  portal: '198.51.100.80',
  ofTheWorld: [
    '203.0.113.10/32',
    '2001:db8:77::10/128',
    '203.0.113.66/32',
    '203.0.113.128/32',
    '198.51.100.1/32',
    '198.51.100.2/32',
    '198.51.100.53/32',
    '198.51.100.54/32',
    '198.51.100.80/32',
  ],
} as const;

/** What the doctor asks in place of the public ones. */
export const controlsFile = {
  resolvers: addresses.publicResolvers.map((server, at) => ({
    name: `Resolver ${at + 1}`,
    servers: [server],
    doh: null,
  })),
  controls: addresses.controls.map(({ address, port }, at) => ({
    name: `Site ${at + 1}`,
    address,
    port,
    host: 'other.test',
  })),
  portals: [{ url: `http://${addresses.portal}/generate_204`, status: 204, body: '' }],
  statusPages: [],
};
