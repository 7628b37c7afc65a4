/** Makes foreign text fit to print: credentials and addresses of people are taken out, control signs are made harmless. */

const hidden = '[redacted]';

/** Every repetition is bounded, so that no text can make a pattern slow. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,40}PRIVATE KEY-----|$)/g, hidden],
  // Whole headers that carry credentials, as lines, in JSON and in shell commands.
  [
    /\b((?:proxy-)?authorization|(?:set-)?cookie2?|x-(?:api|goog-api|amz-security|auth|csrf|access)-(?:key|token)|api-key)(["']?\s{0,3}[:=]\s{0,3}["']?)[^"'\r\n]{1,4000}/gi,
    `$1$2${hidden}`,
  ],
  // `{"name": "Authorization", "value": "…"}`, as HAR files have it.
  [
    /("name"\s{0,3}:\s{0,3}"(?:(?:proxy-)?authorization|(?:set-)?cookie|x-api-key|api-key)"\s{0,3},\s{0,3}"value"\s{0,3}:\s{0,3}")[^"]{0,4000}/gi,
    `$1${hidden}`,
  ],
  [/\b(bearer|basic)(\s{1,3})[\w.~+/=-]{6,4000}/gi, `$1$2${hidden}`],
  // JSON web tokens.
  [/\beyJ[\w-]{6,4000}\.[\w-]{2,4000}(?:\.[\w-]{0,4000})?/g, hidden],
  // Keys in the forms that providers and clouds give them.
  [/\b(?:sk|pk|rk|gsk|xai|hf|r8|pplx|key|csk|nvapi|fw)[-_][\w*.…-]{6,400}/g, hidden],
  [/\bAIza[\w-]{20,100}/g, hidden],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{12,24}\b/g, hidden],
  [/\b(?:gh[pousr]|github_pat|glpat|xox[abprs])[-_][\w-]{10,300}/g, hidden],
  // `name=value` in addresses, forms and settings.
  [
    /\b((?:[\w-]{0,30}[-_])?(?:api[-_]?key|apikey|token|secret|password|passwd|pwd|sig|signature|session[-_]?id|sessionid|credential)s?)(["']?\s{0,3}[=:]\s{0,3}["']?)(?!\d{1,9}\b)[^\s"'&,;}{)]{4,4000}/gi,
    `$1$2${hidden}`,
  ],
  [/([?&](?:key|code|auth|access|sid)=)[^\s"'&#]{4,4000}/gi, `$1${hidden}`],
  // Name and password in an address.
  [/(\b[a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@:"']{1,200}:[^\s/@"']{1,400}@/gi, `$1${hidden}@`],
  [/[\w.+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}/gi, '[e-mail]'],
];

/** Terminal escapes, other control signs, and marks that turn the direction of writing. */
const controls =
  // oxlint-disable-next-line no-control-regex
  /\u001b(?:\[[0-?]{0,40}[ -/]{0,10}[@-~]|\][^\u0007\u001b]{0,400}(?:\u0007|\u001b\\)?|[@-_])?|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/** Without terminal escapes; line ends stay. */
export const harmless = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n').replace(controls, '');

/** At most `length` signs of it, safe to print. Redacted before it is cut, so that no half of a key is left. */
export const printable = (text: string, length: number): string => {
  let clean = harmless(text.slice(0, length + 8000));
  for (const [pattern, put] of secrets) clean = clean.replace(pattern, put);
  return clean.length <= length ? clean : `${clean.slice(0, length - 1)}…`;
};
