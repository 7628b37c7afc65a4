/** The one text all drills are answered with: sixty words, so that an answer is whole when it is this and nothing else. */

export const canon =
  'When a server behind a gateway falls silent, four things matter to you: was my naïve question kept, who is at fault, ' +
  'how long must I wait, and what now? A café that closes early puts a note on its door — “back at nine” — ' +
  'while a bad gateway locks it; 好 gateways never do that, and 🙂 stays.';

/** Asks for it. The text of the question plays no part. */
export const prompt = 'Say the sixty words about gateways (injected by the drill).';
