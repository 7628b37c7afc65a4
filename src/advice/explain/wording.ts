/** Puts the catalogue's words into the mouth of the one who saw it: a gateway's view, a proxy's or that of a browser. */
import type { CauseCode } from '../../domain/cause.ts';
import type { CauseWords } from '../../domain/words/index.ts';
import { wordsOf } from '../../domain/words/index.ts';
import { askerWords, networkWords } from '../../domain/words/en/asker.ts';
import { siteWords } from '../../domain/words/en/site.ts';
import { tell } from '../../domain/words/en/phrases.ts';
import type { Retry } from './retry.ts';
import { retryOf } from './retry.ts';
import type { Sighting, Tips } from './sighting.ts';

/** Behind a proxy of one's own, what failed is not an AI service but a site. */
const forSite = (text: string): string =>
  text
    .replaceAll('The AI service', 'The site')
    .replaceAll('the AI service', 'the site')
    .replaceAll('An AI service', 'A site')
    .replaceAll('the real AI service', 'the real site')
    .replaceAll('There is no AI service at that address', 'Something else answers at that address')
    .replaceAll('No AI service is set up for this', 'Nothing is set up for this')
    .replaceAll('This gateway has not', 'The gateway has not')
    .replaceAll('A setting of this gateway is wrong', 'A setting of a gateway or proxy in front of the site is wrong')
    .replaceAll('but it is not an AI service', 'but not the server that was meant')
    .replaceAll('No AI service can take this now', 'No server of the site can take this now')
    .replaceAll(
      'Every AI service that could answer this has failed lately and is being given a rest',
      'Every server of the site that could answer this has failed lately or is not there',
    );

const heard = (sighting: Sighting, text: string): string => (sighting.farSide === 'provider' ? text : forSite(text));

/** `code`: another cause than the one that was sighted, in the same ears. */
export const titleOf = (sighting: Sighting, code = sighting.code): string => {
  const isCutLine = code === sighting.code && keyOf(sighting) !== code;
  return isCutLine ? 'The line was cut' : heard(sighting, wordsOf(code).title);
};

export const meansOf = (sighting: Sighting): string => heard(sighting, sighting.means);

/** A line that was cut in between is no server that hung up, though both end a connection. */
const keyOf = ({ code, family }: Sighting): CauseCode =>
  code === 'connection_terminated' && family === 'network' ? 'connection_reset' : code;

export const happenedOf = (sighting: Sighting): string => {
  const asked = sighting.vantage === 'asker' ? askerWords[keyOf(sighting)]?.happened : undefined;
  return heard(sighting, asked ?? wordsOf(sighting.code).happened);
};

/** Of another's machines only this can be said: whether the message may have arrived. */
const messages = {
  safe: 'It was not delivered, so sending it again repeats nothing. Copy it before you reload the page.',
  once: 'It may have arrived, so sending it again can cost twice. Copy it before you reload the page.',
  wait: 'It was not answered, and sending it again later repeats nothing. Copy it before you reload the page.',
  continue: 'Your message is whole, but the answer is not. Keep what you have of it.',
  never: 'It was not answered. Copy it before you reload the page, and nothing is lost.',
} as const satisfies Record<Retry, string>;

const dataOf = (code: CauseCode): string =>
  code === 'tls_certificate_error'
    ? 'Yes, as long as nobody clicks the warning away or switches the check off: nothing was sent.'
    : 'Yes. Failures of this kind show nothing of yours to anybody.';

/** The three fears. Only of our own gateway do we know what it did with a text. */
export const safeOf = (sighting: Sighting): CauseWords['safe'] => {
  const { code, system } = sighting;
  if (system === 'Good Gateway') return wordsOf(code).safe;
  return {
    message: messages[retryOf(code)],
    data: dataOf(code),
    account: 'No. This says nothing about your account, and a failed try is not held against you.',
  };
};

export const usuallyOf = (sighting: Sighting): string => wordsOf(sighting.code).usually;

const isOurSetting = (line: string): boolean =>
  /`(?:upstreams|timeouts|limits|keys|models|retries|drain)\b|good_gateway_|is not ours|with SIGHUP/.test(line);

/** A second sentence that has lost its first. */
const alone = (line: string): string => {
  const rest = line.replace(/^Otherwise,? /, '');
  return rest.charAt(0).toUpperCase() + rest.slice(1);
};

/** Settings of this gateway help nobody with another proxy's log, unless nothing else is known. */
const forOperator = (sighting: Sighting, lines: readonly string[]): readonly string[] => {
  if (sighting.system === 'Good Gateway') return lines;
  const others = lines.filter((line) => !isOurSetting(line)).map(alone);
  const told = [...(siteWords[sighting.code] ?? []), ...others];
  return told.length > 0 ? told : lines;
};

const tellSite = 'If it happens again, send this error and its time to whoever runs the site.';

const forCaller = (sighting: Sighting, isCallersTurn: boolean): readonly string[] => {
  const lines =
    (sighting.vantage === 'asker' ? askerWords[keyOf(sighting)]?.caller : undefined) ?? wordsOf(sighting.code).caller;
  return lines
    .filter((line) => !(isCallersTurn && line === tell.notYou))
    .filter((line) => sighting.farSide === 'provider' || line !== tell.otherModel)
    .map((line) => (line === tell.operator && sighting.system !== 'Good Gateway' ? tellSite : heard(sighting, line)));
};

const unique = (lines: readonly string[]): readonly string[] => [...new Set(lines)];

/** `who`: whose turn it is; nobody is told to do nothing when it is theirs. */
export const adviceOf = (sighting: Sighting, who: string): Tips => {
  const isTheirs = who === 'caller' || who === 'network';
  const network = who === 'network' || sighting.vantage === 'asker' ? (networkWords[keyOf(sighting)] ?? []) : [];
  return {
    caller: unique([...sighting.tips.caller, ...forCaller(sighting, isTheirs)]),
    network: unique([...sighting.tips.network, ...network]),
    operator: unique([
      ...sighting.tips.operator,
      ...forOperator(sighting, wordsOf(sighting.code).operator).map((line) => heard(sighting, line)),
    ]),
  };
};
