/** Programs and browsers that say only that a request failed on the way: the cause behind it says more. */
import type { SignTable } from '../sign.ts';

export const fetchTable: SignTable = {
  system: 'program',
  vantage: 'asker',
  farSide: null,
  signs: [
    {
      when: /TypeError: fetch failed|(?:TypeError: )?Failed to fetch|TypeError: Load failed|\bLoad failed\b|NetworkError when attempting to fetch resource|\bERR_NETWORK\b|AxiosError: Network Error|Error: Network Error|Network request failed|The network connection was lost|The Internet connection appears to be offline/i,
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.5,
      isVague: true,
      instead: 'no_internet',
      means: 'the request did not get through; the program does not say why',
    },
  ],
};
