/** The hop diagram as data: what is drawn and said of each hop, for the pages and for the chat. */
import type { WhyHop } from '../why.ts';
import { msText } from './durations.ts';
import type { HopMark } from './en/hops.ts';
import { hopIcons, hopNames, hopStates, yours } from './en/hops.ts';

export interface HopView {
  readonly status: WhyHop['status'];
  /** Lines of a drawing, 24 by 24. */
  readonly icon: string;
  /** What it is, where its name alone does not say so. */
  readonly kind: string | null;
  readonly name: string;
  /** Sign and colour of the state. */
  readonly mark: HopMark;
  /** The state in words. */
  readonly state: string;
  readonly detail: string;
}

export interface WayView {
  /** You and the gateway, in the order of the way. */
  readonly before: readonly HopView[];
  /** Those that were asked beside or after each other: the way forks here where there are several. */
  readonly providers: readonly HopView[];
}

const hopView = ({ id, status, ms, detail }: WhyHop): HopView => {
  const own = id === 'you' || id === 'gateway' ? id : null;
  const { mark, says } = id === 'you' && status === 'warn' ? yours : hopStates[status];
  return {
    status,
    icon: hopIcons[own ?? 'provider'],
    kind: own === null && id !== hopNames.provider ? hopNames.provider : null,
    name: own === null ? id : hopNames[own],
    mark,
    state: says,
    detail: ms === null ? detail : `${detail} (${msText(ms)})`,
  };
};

export const wayView = (hops: readonly WhyHop[]): WayView => ({
  before: hops.filter(({ id }) => id === 'you' || id === 'gateway').map(hopView),
  providers: hops.filter(({ id }) => id !== 'you' && id !== 'gateway').map(hopView),
});
