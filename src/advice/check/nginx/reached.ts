/** The hosts a route reaches by name: itself, or through its upstream. */
import type { Place } from '../place.ts';
import { parameter, type Route } from './config.ts';
import { type HostKind, kindOf } from '../host.ts';

export interface Reached {
  /** Host and port as written. */
  readonly address: string;
  readonly kind: HostKind;
  readonly place: Place;
  /** Whether nginx asks for the name again while it runs. */
  readonly isResolvedAgain: boolean;
}

export const reachedBy = ({ pass, host, upstream }: Route): readonly Reached[] => {
  if (upstream === null) {
    const place = pass.words[0]?.place ?? pass.place;
    return host === '' ? [] : [{ address: host, kind: kindOf(host), place, isResolvedAgain: false }];
  }
  return upstream.peers.map((peer) => ({
    address: peer.address,
    kind: kindOf(peer.address),
    place: peer.directive.place,
    isResolvedAgain: parameter(peer, 'resolve') !== null,
  }));
};
