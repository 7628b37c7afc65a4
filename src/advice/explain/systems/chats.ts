/** What ChatGPT, Claude, Gemini, Copilot and other chats say themselves when something fails. */
import type { SignTable } from '../sign.ts';

export const chatTable: SignTable = {
  system: 'chat',
  vantage: 'asker',
  farSide: 'provider',
  signs: [
    {
      when: /(?:the )?web server reported a bad gateway error/i,
      code: 'upstream_gateway_error',
      sure: 0.8,
      instead: 'overloaded',
      means: 'the chat’s own front door got no usable answer from the machines behind it',
    },
    {
      when: /the web server reported a gateway time-?out error/i,
      code: 'upstream_gateway_timeout',
      sure: 0.88,
      means: 'the chat’s own front door waited for the machines behind it, and its time ran out',
    },
    {
      when: /ChatGPT is (?:at|over) capacity|at capacity right now|(?:currently|are) experiencing (?:exceptionally |unusually |very )?(?:high|heavy) (?:demand|traffic|load|volume)|experiencing high (?:demand|traffic|load)|heavy (?:load|traffic) (?:right now|at the moment)|due to (?:unexpected )?(?:capacity constraints|high demand|heavy (?:load|traffic))|high error rates? due to/i,
      code: 'overloaded',
      sure: 0.94,
      means: 'the service has more to do than it can',
    },
    {
      when: /Our systems are a bit busy|systems are (?:busy|overloaded)|The engine is currently overloaded|model is currently overloaded|server is currently overloaded|is (?:currently )?(?:overloaded|too busy)|Overloaded\b|server (?:is )?(?:busy|overloaded)|Too many people are using|servers? (?:are|is) (?:very |really |a bit )?busy/i,
      code: 'overloaded',
      sure: 0.93,
      means: 'the service has more to do than it can',
    },
    {
      when: /Too many requests in (?:the last )?1 hour|(?:You(?:'ve|’ve| have) (?:reached|hit)|reached|exceeded) (?:the|your)[^\n.]{0,60}(?:limit|cap|quota)|(?:message|usage|daily|hourly|weekly|plan)[^\n.]{0,20} limit (?:reached|will reset|hit|exceeded)|limit will reset|out of (?:free )?messages|You(?:'ve|’ve) run out of|Too many requests(?:\. |, )?(?:please )?(?:slow down|try again|wait)|slow down(?:!|,| and)|sending (?:requests|messages) too (?:quickly|fast)|You are out of credits|usage cap/i,
      code: 'rate_limited',
      sure: 0.92,
      who: 'caller',
      means: 'as much was asked as is allowed in this time',
      callerTip: 'Wait until the time it names, or use another model; a larger plan has a larger limit.',
    },
    {
      when: /Only one message at a time|another (?:message|response) is (?:already )?(?:being generated|in progress)/i,
      code: 'rate_limited',
      sure: 0.9,
      who: 'caller',
      means: 'an earlier answer is still being written, in this tab or another',
    },
    {
      when: /(?:under|undergoing|down for|scheduled|planned) (?:scheduled |planned )?maintenance|maintenance (?:mode|window|in progress)|temporarily (?:closed|offline|unavailable) (?:for|due to) maintenance|we(?:'ll|’ll|'re| will) be (?:right |back )?(?:back )?(?:soon|shortly|online)[^\n]{0,80}maintenance|is closed for (?:planned|scheduled) work|performing (?:some )?(?:scheduled |planned |routine )?maintenance|We(?:'re|’re| are) (?:currently )?(?:updating|upgrading) our (?:systems|servers|service)/i,
      code: 'maintenance',
      sure: 0.93,
      means: 'the service says that it is closed for planned work',
    },
    {
      when: /(?:maximum|max) (?:context|conversation) (?:length|limit)|conversation (?:is )?too long|message (?:you submitted was|is) too long|reached (?:its|the) (?:maximum|length) (?:length|limit)(?: for this chat)?|prompt is too long|exceed(?:s|ed)? (?:the )?(?:context|length) (?:limit|window)|Your message will exceed the length limit|This conversation is too long/i,
      code: 'context_length_exceeded',
      sure: 0.95,
      means: 'the conversation is longer than the model can read',
    },
    {
      when: /may violate our (?:usage|content) polic|violates? (?:our|the) (?:usage|content) polic|content (?:was )?flagged|flagged as potentially violating|I can.t help with that[^\n]{0,40}polic|response was filtered|Output blocked by content filtering policy/i,
      code: 'content_filtered',
      sure: 0.93,
      means: 'the service declined the content',
    },
    {
      when: /(?:Your |The )?session (?:has |is )?(?:expired|timed out|invalid)|Please (?:log|sign) (?:in|back in) again|You(?:'ve|’ve| have) been (?:logged|signed) out|sign-?in (?:has )?expired|token (?:has |is )expired|Your authentication token has|re-?authenticate|login expired/i,
      code: 'sign_in_expired',
      sure: 0.93,
      means: 'the sign-in has run out',
    },
    {
      when: /Unable to load conversation|Conversation not found|Can.t load (?:shared )?conversation/i,
      code: 'not_found',
      sure: 0.7,
      instead: 'sign_in_expired',
      means: 'the conversation is not there, or not with this sign-in',
    },
    {
      when: /not available in your (?:country|region)|unsupported_country_region_territory|services? (?:are|is) not available in|app unavailable[^\n]{0,60}(?:region|countr)/i,
      code: 'request_denied',
      sure: 0.93,
      means: 'the service is not offered where the request comes from',
      callerTip: 'If the place is wrong, a VPN or proxy is in use: switch it off.',
    },
    {
      when: /VPN or proxy|(?:disable|turn off) (?:your |any )?VPN|unusual activity (?:has been )?(?:detected )?from your (?:device|network|system|computer)|suspicious (?:activity|traffic)|automated (?:queries|requests|traffic)/i,
      code: 'request_blocked',
      sure: 0.82,
      who: 'caller',
      instead: 'captive_portal',
      means: 'the service takes the traffic of this device or network for that of a machine',
      callerTip: 'Switch VPN and proxy off, wait some minutes, then load the page anew.',
    },
    {
      when: /Error in (?:message|body) stream|(?:network|connection) (?:was )?(?:lost|interrupted)[^\n]{0,60}(?:attempting|trying) to reconnect|(?:response|answer|message) (?:was )?(?:interrupted|cut off|incomplete)|Stream (?:error|interrupted|ended)|stopped (?:generating )?unexpectedly|Message (?:in_progress|stream) (?:failed|interrupted)|response (?:stream )?(?:ended|stopped) (?:early|unexpectedly)|interrupted while waiting for/i,
      code: 'http_response_incomplete',
      sure: 0.82,
      instead: 'connection_reset',
      means: 'the answer broke off in the middle',
    },
    {
      when: /(?:request|response|message|conversation|generation)[^\n.]{0,20} timed out|timed out (?:waiting|while)|taking (?:too long|longer than (?:usual|expected))|Request timeout|The request timed out/i,
      code: 'http_response_timeout',
      sure: 0.82,
      instead: 'overloaded',
      means: 'the answer did not come in the time that the chat waits',
    },
    {
      when: /(?:a |^|["“' ])network error(?: occurred)?|error occurred[^\n]{0,40}connect(?:ing|ion) (?:to the )?(?:websocket|server)|WebSocket (?:connection|error)[^\n]{0,40}(?:failed|closed|error)|Connection (?:failed|lost|error)[^\n]{0,60}|check your (?:internet|network) connection|(?:can.t|cannot|could not|couldn.t|unable to) (?:connect|reach)[^\n]{0,20}(?:Claude|ChatGPT|Gemini|Copilot|OpenAI|Anthropic)|Please check your (?:internet|network)/i,
      code: 'connection_terminated',
      family: 'network',
      sure: 0.62,
      who: 'network',
      instead: 'http_response_incomplete',
      means: 'the line between this device and the chat broke, often while an answer was being written',
    },
    {
      when: /Hmm\W{0,6}something (?:seems to have gone|went) wrong|Something went wrong[^\n]{0,120}|There was an error generating a response|An error occurred[^\n]{0,100}|Oops[^\n]{0,60}|Something(?:'s| is)? (?:isn.t|not) (?:right|working)|I(?:'m| am)? (?:having|encountered|ran into)[^\n]{0,40}(?:error|trouble|problem|issue)|Claude(?:'s|’s) response (?:could not|was not|couldn.t)[^\n]{0,60}|Failed to (?:generate|get|load) (?:a )?(?:response|message|answer|conversation)|The server had an error (?:while )?processing|Internal (?:server )?error|An unexpected error|An internal error|We(?:'re|’re| are) (?:experiencing|having|investigating) (?:some |an? )?(?:issues?|problems?|difficult\w{2,4}|errors?)|elevated error/i,
      code: 'upstream_error',
      sure: 0.72,
      isVague: true,
      instead: 'overloaded',
      means: 'the service failed while it worked on the answer',
    },
    {
      when: /(?:ChatGPT|Claude|Gemini|Copilot|OpenAI|Anthropic|Perplexity|the service|we)(?:'s|’s)? (?:is|are|appears to be) (?:currently |temporarily )?(?:down|unavailable|offline|not available)|experiencing (?:a |an )?(?:major |partial |full )?(?:outage|service disruption)|temporarily unavailable|will return shortly|will be back (?:soon|shortly)|major outage|partial outage/i,
      code: 'destination_unavailable',
      sure: 0.82,
      instead: 'overloaded',
      means: 'the service is out of order and nobody announced it',
    },
  ],
};

export const chatHint =
  /gateway|capacity|busy|[Oo]verloaded|[Dd]emand|[Tt]raffic|[Ll]imit|[Tt]oo |[Mm]aintenance|[Pp]olic|[Ss]ession|[Ss]ign|[Ll]og|[Cc]onversation|[Uu]navailable|[Ee]rror|[Ss]omething|VPN|[Uu]nusual|[Ss]uspicious|[Ii]nterrupted|[Tt]imed? ?out|taking|[Nn]etwork|[Cc]onnect|Hmm|Oops|[Ff]ailed|outage|down|[Oo]ne message|flagged|[Ss]tream|back|updating|upgrading|quickly|run out|[Ss]low|credits|cap\b|offline|expired|stopped|available/;
