/** Errors of Apple's network library, as Safari and apps for Mac and iPhone print them. */
import type { SignTable } from '../sign.ts';

/** `NSURLErrorDomain Code=-1009`, `NSURLErrorDomain error -1009`, `kCFErrorDomainCFNetwork error -1009`. */
const coded = (number: string): RegExp =>
  new RegExp(`(?:NSURLErrorDomain|kCFErrorDomain\\w{0,20})[^\\n]{0,20}?(?:Code=|error |code )-(?:${number})\\b`);

export const appleTable: SignTable = {
  system: 'Apple device',
  vantage: 'asker',
  farSide: null,
  signs: [
    {
      when: coded('1009|1018|1020'),
      code: 'no_internet',
      sure: 0.96,
      means: 'the device has no connection to the internet that it may use',
    },
    {
      when: coded('1001'),
      code: 'http_response_timeout',
      sure: 0.93,
      instead: 'connection_timeout',
      means: 'no answer came in the time that the app waits (60 s unless it is set)',
    },
    {
      when: coded('1003|1006'),
      code: 'dns_error',
      sure: 0.94,
      means: 'the name of the site did not resolve on this device',
    },
    {
      when: coded('1004'),
      code: 'connection_refused',
      sure: 0.86,
      instead: 'connection_timeout',
      means: 'the device could not connect to the site',
    },
    {
      when: coded('1005'),
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.93,
      means: 'the connection of the device was lost in the middle',
    },
    {
      when: coded('120[1-4]'),
      code: 'tls_certificate_error',
      sure: 0.94,
      means: 'the certificate of the site is not trusted, or its dates are wrong',
    },
    {
      when: coded('120[56]'),
      code: 'tls_certificate_error',
      sure: 0.9,
      who: 'caller',
      means: 'the site wants a certificate of the device and did not get a good one',
    },
    { when: coded('1200'), code: 'tls_protocol_error', sure: 0.9, means: 'no secure line could be agreed on' },
    { when: coded('1007'), code: 'redirected', sure: 0.94, means: 'the address sends the device on and on' },
    { when: coded('101[1-7]'), code: 'invalid_answer', sure: 0.82, means: 'the answer could not be read' },
    { when: coded('999'), code: 'cancelled', sure: 0.94, means: 'the app called it off' },
    {
      when: coded('1022'),
      code: 'blocked_on_device',
      sure: 0.92,
      means: 'the device forbids plain `http://` for this app',
    },
  ],
};
