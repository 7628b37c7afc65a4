/** Failures as they are kept with an answer: the gateway's own words, or the page's where no gateway spoke. */
import type { GatewayError } from '../../../client/index.ts';
import { explain } from '../../../client/index.ts';
import type { Trouble } from '../kept/records.ts';

export const troubleOf = (error: GatewayError): Trouble => {
  const { message, family, who, code, retryable, retryAfterMs, requestId, why, status } = error;
  return { message, family, who, code, retryable, retryAfterMs, requestId, why, status };
};

const strangers = 'not_the_gateway';

/** What a proxy says while the gateway behind it is away: RFC 9110, 15.6.3 to 15.6.5. */
const awayStatuses: readonly (number | null)[] = [502, 503, 504];

/** Nobody took it in, and somebody may soon. */
export const isAway = ({ code, status }: Trouble): boolean => code === strangers && awayStatuses.includes(status);

/** Somebody else answered at the gateway's address: a proxy, a sign-in page of a network. What it means is not ours to judge. */
const stranger = (status: number): Trouble => ({
  message: `Something between this page and the gateway answered instead of it, with status ${status}. Your message was not taken in and is kept here.`,
  family: 'network',
  who: 'network',
  code: strangers,
  retryable: true,
  retryAfterMs: null,
  requestId: null,
  why: null,
  status,
});

export const troubleIn = async (response: Response): Promise<Trouble> => {
  const error = await explain(response, location.href);
  return error === null ? stranger(response.status) : troubleOf(error);
};

/** An error in a stream that is in nobody's words. */
export const unsaid: Trouble = {
  message: 'The answer ended with an error, and nothing was said about why.',
  family: 'backend',
  who: 'provider',
  code: 'unexplained',
  retryable: true,
  retryAfterMs: null,
  requestId: null,
  why: null,
  status: null,
};
