/** What stands in the world of a case, as data: it is passed to the program that plays it. */
import type { NameAnswer } from '../../src/drill/names/message.ts';
import type { Manner } from '../fakes/middle.ts';
import type { SocksManner } from '../fakes/socks.ts';

/** What the gateway's only AI service does. */
export type Provider = 'well' | 'gone' | 'throttles' | 'overloaded' | 'refuses the key' | 'fails' | 'hangs';

export type Site =
  | { readonly kind: 'none' }
  /** Takes connections and says nothing, or says something that is no HTTP. */
  | { readonly kind: 'mute' | 'babble' }
  | {
      readonly kind: 'gateway';
      readonly provider: Provider;
      readonly mood: 'ready' | 'draining' | 'overloaded' | 'maintenance';
      /** Who stands in front of it. */
      readonly manner: Manner;
    };

/** A certificate of the site: good, or what is wrong with it. */
export type Certificate = 'good' | 'expired' | 'not yet' | 'other name' | 'own' | 'stranger' | 'filter';

export interface Stage {
  readonly site: Site;
  readonly port: number;
  readonly certificate: Certificate | null;
  /** Answers for the site's name: of the house's resolver, and of the public ones. */
  readonly own: NameAnswer;
  readonly others: NameAnswer;
  /** What the impostor shows to whoever is led there. */
  readonly impostor: 'nothing' | 'a page';
  /** How the page with a known answer answers; `sign-in` leads elsewhere. */
  readonly portal: 'good' | 'sign-in';
  readonly proxy: 'none' | 'passes' | 'blocks' | 'wants a login' | 'fails' | 'holds' | 'cuts';
  /** The same, over SOCKS. */
  readonly socks: SocksManner | 'none';
  /** The largest head the site takes. */
  readonly headBytes: number;
  /** How far all clocks of the world are ahead of the device's. */
  readonly aheadMs: number;
}
