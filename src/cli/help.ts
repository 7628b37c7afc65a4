/** What `good-gateway --help` prints: a line for each command. */

export const help = `good-gateway: the gateway between people and AI models that explains what went wrong

  good-gateway [serve]     runs the gateway (see: good-gateway serve --help)
  good-gateway explain     names the cause of an error text, a log or a recording
  good-gateway check       finds in config files what causes gateway errors
  good-gateway doctor      finds out which part of the way fails, and what to do
  good-gateway incident    shows and edits what is more than one call's trouble
  good-gateway alert       shows who is told of incidents, and tests it
  good-gateway maintenance announces planned work to the running gateway
  good-gateway record      shows how each upstream fared over weeks
  good-gateway status      writes the status page as files, to be hosted elsewhere
  good-gateway watch       looks at another gateway from here
  good-gateway drill       injects faults and scores what the caller and the upstream saw
  good-gateway demo-model  runs the built-in demo model server alone
  good-gateway --version   says which version this is

Every command takes --help.
`;
