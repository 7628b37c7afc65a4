/** Asks a model to go on with its last message, in the language of the conversation and in no one's voice. */
import { isWordStart, weightOf } from './alignment.ts';

/** The words the model is to begin with say at least so much; they are what the seam is checked by. */
const anchorWeight = 20;
const anchorChars = 120;

/** The last words of a text, from the start of a word on. */
const anchorOf = (shown: string): string => {
  const earliest = Math.max(0, shown.length - anchorChars);
  let from = shown.length;
  for (let at = shown.length - 1; at >= earliest; at--) {
    if (!isWordStart(shown, at)) continue;
    from = at;
    if (weightOf(shown.slice(at)) >= anchorWeight) break;
  }
  return shown.slice(from);
};

interface Language {
  readonly code: string;
  readonly script: RegExp;
  /** Words that few sentences do without; none where the script tells enough. */
  readonly words: readonly string[];
  readonly says: string;
}

const latin = /\p{Script=Latin}/gu;
const cyrillic = /\p{Script=Cyrillic}/gu;

const languages: readonly Language[] = [
  {
    code: 'ja',
    script: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu,
    words: [],
    says: '直前の返答の続きを書いてください。ちょうど次の言葉から始めてください:',
  },
  {
    code: 'ko',
    script: /\p{Script=Hangul}/gu,
    words: [],
    says: '바로 앞의 답변을 이어서 쓰세요. 정확히 다음 말로 시작하세요:',
  },
  { code: 'zh', script: /\p{Script=Han}/gu, words: [], says: '请接着上一条回复继续写，开头必须正好是：' },
  { code: 'ar', script: /\p{Script=Arabic}/gu, words: [], says: 'أكمل رسالتك الأخيرة، وابدأ بهذه الكلمات تمامًا:' },
  { code: 'he', script: /\p{Script=Hebrew}/gu, words: [], says: 'המשך את ההודעה האחרונה שלך והתחל בדיוק במילים:' },
  { code: 'hi', script: /\p{Script=Devanagari}/gu, words: [], says: 'अपना पिछला संदेश आगे लिखें और ठीक इन शब्दों से शुरू करें:' },
  { code: 'th', script: /\p{Script=Thai}/gu, words: [], says: 'เขียนข้อความล่าสุดต่อ โดยเริ่มด้วยคำเหล่านี้พอดี:' },
  {
    code: 'el',
    script: /\p{Script=Greek}/gu,
    words: [],
    says: 'Συνέχισε το τελευταίο σου μήνυμα ξεκινώντας ακριβώς με:',
  },
  {
    code: 'uk',
    script: cyrillic,
    words: ['що', 'як', 'це', 'та', 'є', 'для', 'чи', 'мені', 'і'],
    says: 'Продовж своє останнє повідомлення, почавши точно зі слів:',
  },
  {
    code: 'ru',
    script: cyrillic,
    words: ['что', 'как', 'это', 'и', 'не', 'для', 'мне', 'на', 'почему'],
    says: 'Продолжи своё последнее сообщение, начав точно со слов:',
  },
  {
    code: 'de',
    script: latin,
    words: ['der', 'die', 'das', 'und', 'ist', 'wie', 'ein', 'eine', 'ich', 'mir', 'nicht', 'warum', 'was'],
    says: 'Setze die letzte Nachricht fort und beginne genau mit:',
  },
  {
    code: 'fr',
    script: latin,
    words: ['le', 'la', 'les', 'et', 'est', 'une', 'des', 'pourquoi', 'comment', 'dans', 'moi', 'je', 'quelle'],
    says: 'Continue ton dernier message en commençant exactement par :',
  },
  {
    code: 'es',
    script: latin,
    words: ['el', 'los', 'las', 'y', 'es', 'por', 'qué', 'cómo', 'una', 'del', 'para', 'en', 'me'],
    says: 'Continúa tu último mensaje empezando exactamente por:',
  },
  {
    code: 'pt',
    script: latin,
    words: ['o', 'os', 'e', 'é', 'por', 'que', 'uma', 'do', 'da', 'não', 'você', 'como', 'para'],
    says: 'Continue a sua última mensagem começando exatamente por:',
  },
  {
    code: 'it',
    script: latin,
    words: ['il', 'gli', 'di', 'che', 'è', 'una', 'perché', 'come', 'non', 'mi', 'per', 'della'],
    says: 'Continua il tuo ultimo messaggio iniziando esattamente con:',
  },
  {
    code: 'nl',
    script: latin,
    words: ['het', 'een', 'de', 'en', 'is', 'waarom', 'hoe', 'niet', 'ik', 'van', 'wat', 'mij'],
    says: 'Ga verder met je laatste bericht en begin precies met:',
  },
  {
    code: 'pl',
    script: latin,
    words: ['jest', 'i', 'w', 'nie', 'jak', 'co', 'się', 'na', 'dlaczego', 'mi', 'to'],
    says: 'Kontynuuj swoją ostatnią wiadomość, zaczynając dokładnie od:',
  },
  {
    code: 'tr',
    script: latin,
    words: ['ve', 'bir', 'bu', 'için', 'nasıl', 'neden', 'ne', 'bana', 'mı', 'mi', 'ile'],
    says: 'Son mesajını tam olarak şu sözlerle başlayarak sürdür:',
  },
  {
    code: 'vi',
    script: latin,
    words: ['là', 'và', 'của', 'cho', 'tôi', 'không', 'như', 'thế', 'nào', 'một'],
    says: 'Viết tiếp tin nhắn vừa rồi, bắt đầu đúng bằng:',
  },
  {
    code: 'en',
    script: latin,
    words: ['the', 'and', 'is', 'of', 'to', 'a', 'what', 'how', 'why', 'me', 'you', 'in'],
    says: 'Continue your last message, beginning exactly with:',
  },
];

/** Words or letters of a language in a text, as a share of what could have been. */
const likenessOf = (text: string, { script, words }: Language): number => {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const share = (text.match(script)?.length ?? 0) / Math.max(1, letters);
  if (words.length === 0) return share > 0.2 ? 1 + share : 0;
  if (share < 0.5) return 0;
  const spoken = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return spoken.filter((word) => words.includes(word)).length / Math.max(1, spoken.length);
};

/** How much of a question is read for its language. */
const readChars = 2_000;

/** A user's turn that asks for the rest; nothing but the words themselves where no language is clear. */
export const instructionFor = (asked: string, shown: string): string => {
  const text = asked.slice(-readChars);
  let best: { readonly says: string; readonly likeness: number } | null = null;
  for (const language of languages) {
    const likeness = likenessOf(text, language);
    if (likeness > (best?.likeness ?? 0)) best = { says: language.says, likeness };
  }
  const anchor = anchorOf(shown);
  return best === null ? `${anchor}…` : `${best.says}\n\n${anchor}`;
};
