/** Reads free text: every table of wordings is asked, the best answer leads, and what agrees with it is evidence. */
import { familyOf } from './belief.ts';
import { hostName, isOwn, namesProvider, speaksOfProvider } from './far-side.ts';
import { isObject, parsed } from './json.ts';
import type { FarSide, Sighting, WeighedClue } from './sighting.ts';
import { isLibrary, providerErrorIn, sightStatusWords } from './systems/provider.ts';
import { sightOurJson } from './systems/ours.ts';
import { sightPage } from './systems/pages.ts';
import { sightStatusNamed, sightSystemWords } from './systems/words.ts';
import { wordings } from './systems.ts';
import { anyMoment } from './moment.ts';

/** Longer texts are cut: an error says what it is near its start, or in its last lines. */
const headLength = 12_000;
const tailLength = 4_000;

const shortened = (text: string): string =>
  text.length <= headLength + tailLength ? text : `${text.slice(0, headLength)}\n${text.slice(-tailLength)}`;

const hostIn = (text: string): string | null => {
  const found =
    /\bhttps?:\/\/((?:[\w.-]{1,253}|\[[0-9a-f:]{2,45}\])(?::\d{1,5})?)|\bhost=['"]([\w.-]{1,253})|\b(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|ENOTFOUND|EAI_AGAIN)\s+([\w.:[\]-]{3,253})|\bhostname: '([\w.-]{1,253})|Could not resolve host: ?([\w.-]{1,253})|Failed to connect to ([\w.-]{1,253})|\blookup ([\w.-]{1,253})|\bdial tcp ([\w.:[\]-]{3,253}\d)/i.exec(
      text,
    );
  return found?.slice(1).find((one) => one !== undefined) ?? null;
};

/** Model servers that people run themselves. */
const localServers = /ollama|llama\.cpp|llama-server|\bvllm|lm ?studio|localai|text-generation-inference/i;

const farSideIn = (text: string, host: string | null): FarSide | null => {
  if (namesProvider(text)) return 'provider';
  if (host !== null && isOwn(hostName(host))) return 'site';
  if (localServers.test(text)) return 'site';
  return isLibrary(text) || speaksOfProvider(text) ? 'provider' : null;
};

/** JSON inside a text: from its first brace to its last. */
const jsonIn = (text: string): unknown => {
  const [from, to] = [text.indexOf('{'), text.lastIndexOf('}')];
  return from < 0 || to <= from ? undefined : parsed(text.slice(from, to + 1));
};

const candidates = (text: string, farSide: FarSide | null): readonly Sighting[] => {
  const json = jsonIn(text);
  const found = [
    isObject(json) ? sightOurJson(json) : null,
    providerErrorIn(json),
    ...Object.values(wordings).map((sight) => sight(text)),
    sightPage(text, farSide),
    sightStatusWords(text, farSide === 'provider' ? 'provider' : null),
  ].filter((sighting) => sighting !== null);
  if (found.some(({ isVague }) => !isVague)) return found;
  return [...found, sightSystemWords(text, {}), sightStatusNamed(text, farSide)].filter(
    (sighting) => sighting !== null,
  );
};

const strength = ({ isVague, clues }: Sighting): number => (clues[0]?.weight ?? 0) - (isVague ? 1 : 0);

/** A status that the cause itself would have: one more observation. */
const agreeing = (lead: Sighting, others: readonly Sighting[]): readonly WeighedClue[] => {
  const clues: WeighedClue[] = [];
  for (const other of others) {
    const [clue] = other.clues;
    if (clue === undefined || clue.value === lead.clues[0]?.value) continue;
    const isSame = other.code === lead.code;
    const isKin = isSame || familyOf(other) === familyOf(lead) || other.code === lead.instead;
    if (isKin)
      clues.push(
        { ...clue, weight: isSame ? 0.3 : 0.15 },
        ...other.clues.slice(1).map((more) => ({ ...more, weight: 0.1 })),
      );
    else if (other.isVague) clues.push({ ...clue, weight: 0 });
  }
  return clues.slice(0, 4);
};

export interface Read {
  readonly sighting: Sighting;
  readonly against: number;
}

/** What a block of text tells, best first. Nothing when it tells nothing. */
export const readProse = (whole: string): readonly Read[] => {
  const text = shortened(whole);
  const host = hostIn(text);
  const farSide = farSideIn(text, host);
  const ranked = candidates(text, farSide).toSorted((a, b) => strength(b) - strength(a));
  const clear = ranked.filter(({ isVague }) => !isVague);
  // One per family: the strongest leads.
  const leads = (clear.length > 0 ? clear : ranked.slice(0, 1)).filter(
    (one, at, all) => all.findIndex((other) => familyOf(other) === familyOf(one)) === at,
  );
  return leads.map((lead) => {
    const rivals = leads.filter((other) => other !== lead);
    return {
      sighting: {
        ...lead,
        farSide: lead.farSide === 'provider' && farSide === 'site' ? 'site' : (lead.farSide ?? farSide),
        host: lead.host ?? host,
        atMs: lead.atMs ?? anyMoment(text),
        clues: [
          ...lead.clues,
          ...agreeing(
            lead,
            ranked.filter((other) => other !== lead),
          ),
        ],
      },
      against: Math.max(0, ...rivals.map((rival) => rival.clues[0]?.weight ?? 0)),
    };
  });
};
