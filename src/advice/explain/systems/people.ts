/** What people say who have already tried something: where it works and where it does not is evidence too. */
import type { SignTable } from '../sign.ts';

export const peopleTable: SignTable = {
  system: 'description',
  vantage: 'asker',
  farSide: null,
  signs: [
    {
      when: /(?:no|other|all) (?:other )?(?:web)?sites? (?:also |too |either )?(?:(?:is|are) (?:also )?(?:down|failing|slow|unreachable)|don.t (?:load|work|open)|do not (?:load|work|open)|won.t (?:load|open)|fail|load|opens?|works?)|nothing (?:else )?loads|internet (?:is|seems) down/i,
      code: 'no_internet',
      sure: 0.65,
      instead: 'dns_error',
      means: 'other sites fail as well, so it is not this one',
    },
    {
      when: /works? (?:fine |well |ok )?(?:in|with) (?:a |an )?(?:private|incognito|another|a different|other) (?:window|mode|tab|browser)|works? (?:fine )?in incognito|only (?:fails|happens) in (?:one|this|my) browser/i,
      code: 'blocked_on_device',
      sure: 0.8,
      instead: 'sign_in_expired',
      means:
        'it works in another browser or a private window, so something in this browser is in the way: an add-on, or old cookies',
      callerTip: 'Clear the cookies and cache of this one site, then switch add-ons off one by one.',
    },
    {
      when: /works? (?:fine |well |ok )?(?:on|over|via|with|from) (?:my |a |the |another )?(?:phone|mobile|hotspot|4g|5g|lte|other (?:network|wi-?fi|connection)|different (?:network|wi-?fi)|network at home)/i,
      code: 'connection_terminated',
      family: 'network',
      who: 'network',
      sure: 0.75,
      instead: 'dns_error',
      means: 'it works over another network, so this network is in the way',
    },
    {
      when: /(?:only|just) (?:fails )?(?:with|when|while|if|on|through) (?:the |my |a |our )?(?:company |corporate )?(?:VPN|proxy)|works? (?:fine )?without (?:the |my |a )?(?:VPN|proxy)/i,
      code: 'forward_proxy_failed',
      sure: 0.8,
      means: 'it works without the VPN or proxy, so that one is in the way',
    },
  ],
};
