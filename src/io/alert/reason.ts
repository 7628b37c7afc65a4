/** Why something did not arrive, in words of ours: never a text of the other side. */
import { privateCode } from './private.ts';

const unknownIssuer =
  'its certificate was signed by nobody who is trusted here; NODE_EXTRA_CA_CERTS names a file of others';
const noTls = 'it does not speak TLS there';

/** By the codes of Node, OpenSSL and nodemailer. */
const reasons: Readonly<Record<string, string>> = {
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT: unknownIssuer,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownIssuer,
  SELF_SIGNED_CERT_IN_CHAIN: unknownIssuer,
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownIssuer,
  CERT_HAS_EXPIRED: 'its certificate has run out',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: noTls,
  ETLS: 'it offers no TLS, and a password is sent over TLS only',
  EAUTH: 'it does not take that user and password',
  EENVELOPE: 'it takes no mail from or to these addresses',
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is not known',
  [privateCode]: 'it is at a private address, and allowPrivate is not set',
};

const longestCode = 60;

/** With the code, which is what one searches for. */
export const reasonOf = (code: string): string => {
  const shown = /^[A-Z0-9_]+$/.test(code) && code.length <= longestCode ? code : 'unknown';
  const words = reasons[code];
  return words === undefined ? shown : `${words} (${shown})`;
};

/** nodemailer puts a code of its own in the place of the first one. */
export const codeOf = (error: Error): string | null => {
  if ('originalCode' in error && typeof error.originalCode === 'string') return error.originalCode;
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
};
