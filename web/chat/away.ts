/** That no gateway is reached, as this page sees it: what it means is not ours to judge. */

/** Nobody answers; the device says that it is offline; or whatever answers in the gateway's place, with this status. */
export type Away = 'silent' | 'offline' | number;

export const awayText = (away: Away): string => {
  if (away === 'silent') return 'The gateway does not answer.';
  if (away === 'offline') return 'This device is offline.';
  return `Something on the way answers in the gateway’s place (${away}).`;
};
