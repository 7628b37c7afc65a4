/** The one style sheet of all pages, served as `/style.css`: tokens first, light and dark, phone to desktop. */

export const style = `:root {
  color-scheme: light dark;
  --ground: #fbfaf7;
  --surface: #ffffff;
  --sunk: #f1efe9;
  --line: #d9d5cb;
  --text: #1d1c1a;
  --muted: #5d5a53;
  --accent: #0b6b5d;
  --good: #19703c;
  --warn: #8a5a00;
  --bad: #b3261e;
  --bar-1: #b9b4a8;
  --bar-2: #7b8fb5;
  --bar-3: #c9a14a;
  --bar-4: #3b9b7d;
  --radius: 10px;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #161614;
    --surface: #1f1f1c;
    --sunk: #282824;
    --line: #3d3c37;
    --text: #ecebe6;
    --muted: #aeaba2;
    --accent: #5fd0bb;
    --good: #6fd08f;
    --warn: #e8b55a;
    --bad: #ff8f85;
    --bar-1: #6a675f;
    --bar-2: #7f97c9;
    --bar-3: #c79b3d;
    --bar-4: #46b391;
  }
}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
  overflow-wrap: break-word;
}
.wide { width: min(100% - 2rem, 58rem); margin-inline: auto; }
main { padding-block: 2rem 3rem; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.3rem); line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.015em; text-wrap: balance; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .4rem; }
p, ul, ol, dl { margin: 0 0 1rem; }
li + li { margin-top: .35rem; }
a { color: var(--accent); text-underline-offset: .18em; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 3px; }
.lead { font-size: 1.15rem; color: var(--muted); max-width: 42rem; }
.muted { color: var(--muted); }
.small { font-size: .9rem; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--surface); padding: .5rem 1rem; z-index: 1; }

.top { background: var(--surface); border-bottom: 1px solid var(--line); }
.top .wide { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .25rem 1.5rem; min-height: 3.5rem; }
.brand { display: flex; align-items: center; gap: .6rem; font-weight: 650; color: var(--text); text-decoration: none; min-height: 2.75rem; }
.mark { fill: none; stroke: var(--accent); stroke-width: 4; stroke-linecap: round; }
nav { display: flex; gap: .25rem; }
nav a { padding: .6rem .75rem; color: var(--muted); text-decoration: none; border-radius: 8px; }
nav a:hover { color: var(--text); text-decoration: underline; }
nav a[aria-current] { color: var(--text); font-weight: 600; box-shadow: inset 0 -3px 0 var(--accent); border-radius: 0; }
footer { border-top: 1px solid var(--line); padding-block: 1rem 2rem; font-size: .9rem; color: var(--muted); }
footer p { margin: 0; }

.card { background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); padding: 1rem 1.25rem; margin: 0 0 1rem; }
.card > :last-child { margin-bottom: 0; }
.card > :first-child { margin-top: 0; }
.note { border-left: 4px solid var(--warn); }
.two { display: grid; gap: 1rem; }
@media (min-width: 48rem) { .two { grid-template-columns: 1fr 1fr; } }
.two > * { min-width: 0; margin: 0; }
.two { margin: 0 0 1rem; }
.button { display: inline-block; padding: .6rem 1.1rem; border: 2px solid var(--accent); border-radius: 8px; font-weight: 600; text-decoration: none; }
textarea { display: block; width: 100%; margin: 0 0 1rem; padding: .6rem .75rem; font: .9rem/1.5 var(--mono); color: var(--text); background: var(--ground); border: 1px solid var(--muted); border-radius: 8px; resize: vertical; }
button.button { font: inherit; font-weight: 600; color: var(--accent); background: var(--surface); cursor: pointer; }
.button:hover { background: var(--sunk); }

code, pre { font-family: var(--mono); font-size: .9em; }
code { background: var(--sunk); padding: .1em .35em; border-radius: 4px; overflow-wrap: anywhere; }
pre { background: var(--sunk); border: 1px solid var(--line); border-radius: var(--radius); padding: .9rem 1rem; margin: 0 0 1rem; overflow-x: auto; line-height: 1.5; font-size: .84rem; }
pre.report { white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
pre code { background: none; padding: 0; font-size: 1em; overflow-wrap: normal; }

.scroll { overflow-x: auto; margin: 0 0 1rem; background: var(--surface); border: 1px solid var(--line); border-radius: var(--radius); }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
caption { text-align: left; padding: .6rem 1rem; color: var(--muted); font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .55rem 1rem; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--muted); font-weight: 600; font-size: .85rem; white-space: nowrap; }
caption + thead th { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
@media (max-width: 40rem) {
  .stack thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  .stack tr { display: block; padding: .75rem 1rem; border-top: 1px solid var(--line); }
  .stack tr:first-child { border-top: 0; }
  .stack th, .stack td { display: block; border: 0; padding: .1rem 0; }
  .stack td[data-label]::before { content: attr(data-label) ": "; color: var(--muted); }
  .stack td:empty { display: none; }
}
.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.25rem; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin-bottom: .5rem; } }
.fears dt { font-weight: 600; }
.fears dd { margin: 0 0 .75rem; }
.fears dd:last-child { margin-bottom: 0; }

.state { display: inline-flex; align-items: center; gap: .4rem; font-weight: 600; white-space: nowrap; }
.state::before { display: inline-grid; place-items: center; width: 1.25rem; height: 1.25rem; border-radius: 50%; border: 2px solid currentColor; font-size: .75rem; line-height: 1; font-weight: 800; flex: none; }
.ok { color: var(--good); } .ok::before { content: "✓"; }
.warn { color: var(--warn); } .warn::before { content: "!"; }
.fail { color: var(--bad); } .fail::before { content: "✕"; }
.skip-hop { color: var(--muted); } .skip-hop::before { content: "–"; }
.unknown { color: var(--muted); } .unknown::before { content: "?"; }

.hops { list-style: none; padding: 0; display: grid; gap: 2rem; margin: 1.25rem 0 1.5rem; }
.hops li { margin: 0; position: relative; background: var(--surface); border: 2px solid var(--line); border-radius: var(--radius); padding: .8rem 1rem; }
.hops li + li::before { content: "↓"; position: absolute; top: -2rem; left: 50%; translate: -50% 0; line-height: 2rem; font-size: 1.25rem; color: var(--muted); }
.hops .name { display: block; font-weight: 650; }
.hops .detail { display: block; font-size: .9rem; color: var(--muted); margin-top: .2rem; }
.hops li.broken { border: 3px dashed var(--bad); }
@media (min-width: 48rem) {
  .hops { grid-auto-flow: column; grid-auto-columns: 1fr; }
  .hops li + li::before { content: "→"; top: 50%; left: -2rem; width: 2rem; text-align: center; translate: 0 -50%; line-height: 1; }
}

.timeline { list-style: none; padding: 0; }
.timeline li { padding: .6rem 0; border-top: 1px solid var(--line); margin: 0; }
.timeline li:first-child { border-top: 0; }
.timeline .line { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; }
.timeline .state { white-space: normal; }
.timeline svg { display: block; width: 100%; height: 14px; margin-top: .35rem; }
.track { fill: var(--sunk); }
.queue { fill: var(--bar-1); } .connect { fill: var(--bar-2); } .wait { fill: var(--bar-3); } .read { fill: var(--bar-4); }
.stop { fill: var(--bad); }
.axis { display: flex; justify-content: space-between; font-size: .85rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; font-size: .9rem; color: var(--muted); }
.legend li { margin: 0; display: flex; align-items: center; gap: .4rem; }
.legend svg { width: 14px; height: 14px; display: block; }

.list { list-style: none; padding: 0; display: grid; column-gap: 2.5rem; }
@media (min-width: 48rem) { .list { grid-template-columns: 1fr 1fr; } }
.list li { border-top: 1px solid var(--line); padding: .55rem 0; margin: 0; }
.list a { font-weight: 600; }
.list span { display: block; color: var(--muted); font-size: .95rem; }
@media print { .top, footer, .skip { display: none; } body { background: #fff; color: #000; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; animation: none !important; } }
`;
