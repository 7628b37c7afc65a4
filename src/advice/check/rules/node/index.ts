/** The rules of Node's servers, one line each. */
import type { NodeRule } from './about.ts';
import { headersBelowKeepAlive } from './headers-below-keep-alive.ts';
import { noDrain } from './no-drain.ts';
import { shortKeepAlive } from './short-keep-alive.ts';
import { shortRequest } from './short-request.ts';
import { silenceCut } from './silence-cut.ts';

export const nodeRules: readonly NodeRule[] = [
  shortKeepAlive,
  headersBelowKeepAlive,
  noDrain,
  shortRequest,
  silenceCut,
];
