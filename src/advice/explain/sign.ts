/** Signs: wordings and what they mean, as tables; the first row that fits counts. */
import type { CauseCode, Family, Who } from '../../domain/cause.ts';
import type { FarSide, Sighting, Vantage, WeighedClue } from './sighting.ts';

export interface Sign {
  readonly when: RegExp;
  readonly code: CauseCode;
  readonly means: string;
  /** How far the sign alone convinces; 0.85 unless told. */
  readonly sure?: number;
  readonly instead?: CauseCode;
  readonly family?: Family;
  readonly who?: Who;
  readonly isVague?: true;
  readonly farSide?: FarSide;
  readonly vantage?: Vantage;
  /** For the operator. */
  readonly tip?: string;
  /** For the caller. */
  readonly callerTip?: string;
  readonly networkTip?: string;
}

/** Wordings of one system. */
export interface SignTable {
  readonly system: string;
  readonly vantage: Vantage;
  readonly farSide: FarSide | null;
  readonly signs: readonly Sign[];
}

/** What a line tells besides the sign. */
export interface Around {
  readonly host?: string | null;
  readonly atMs?: number | null;
  readonly status?: number | null;
  readonly farSide?: FarSide | null;
  readonly clues?: readonly WeighedClue[];
}

const defaultSure = 0.85;
const quotedLength = 160;

const list = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text]);

/** `quoted`: the words that gave it away. */
export const sightingOf = (
  table: Pick<SignTable, 'system' | 'vantage' | 'farSide'>,
  sign: Omit<Sign, 'when'> & { readonly quoted: string },
  around: Around = {},
): Sighting => ({
  code: sign.code,
  family: sign.family ?? null,
  who: sign.who ?? null,
  system: table.system,
  means: sign.means,
  isVague: sign.isVague ?? false,
  clues: [
    { says: `${table.system} says`, value: sign.quoted.slice(0, quotedLength), weight: sign.sure ?? defaultSure },
    ...(around.clues ?? []),
  ],
  instead: sign.instead ?? null,
  vantage: sign.vantage ?? table.vantage,
  farSide: sign.farSide ?? around.farSide ?? table.farSide,
  host: around.host ?? null,
  atMs: around.atMs ?? null,
  status: around.status ?? null,
  tips: { caller: list(sign.callerTip), network: list(sign.networkTip), operator: list(sign.tip) },
});

/** The first sign of a table in a text; `null` when there is none. */
export const firstSign = (table: SignTable, text: string, around: Around = {}): Sighting | null => {
  for (const sign of table.signs) {
    const match = sign.when.exec(text);
    if (match !== null) return sightingOf(table, { ...sign, quoted: match[0] }, around);
  }
  return null;
};
